// Draws the charts of a page. Without it the table beside each chart says the same.
(() => {
  "use strict";
  const options = {
    mode: "vega-lite", actions: false, renderer: "canvas",
    // No code is made from text, no style is put into the page: the content policy forbids both.
    ast: true, defaultStyle: false, tooltip: { disableDefaultStyle: true },
  };
  const draw = async (place) => {
    const answer = await fetch(place.dataset.chart, { credentials: "same-origin" });
    if (!answer.ok) return;
    place.hidden = false;
    await vegaEmbed(place, await answer.json(), options);
    place.querySelector("canvas")?.setAttribute("aria-hidden", "true");
  };
  if (window.vegaEmbed) document.querySelectorAll("[data-chart]").forEach((place) => draw(place).catch(() => { place.hidden = true; }));
})();
