// A questionnaire that keeps itself: what is typed goes to the server as one types, and questions that are not asked step aside.
// Without this file a button saves, and every question stands with the condition under which it is asked.
(() => {
  "use strict";
  const questions = document.querySelectorAll(".question[data-parent]");
  const form = questions.length ? questions[0].closest("form") : document.getElementById("answers");
  if (!form) return;

  const chosen = (name) => [...form.querySelectorAll(`[name="${name}"]:checked`)].map((input) => input.value);
  const branch = () => {
    for (const one of questions) {
      const parent = form.querySelector(`[name="${one.dataset.parent}"]`)?.closest(".question");
      const wanted = one.dataset.wanted.split(" ");
      one.hidden = Boolean(parent?.hidden) || !chosen(one.dataset.parent).some((value) => wanted.includes(value));
    }
  };
  branch();
  form.addEventListener("change", branch);

  const told = document.getElementById("saved");
  if (!told) return;
  const WAIT_MS = 1500;
  let timer = 0;
  let running = false;
  let again = false;
  let lost = false;
  const send = async (leaving) => {
    if (lost || form.dataset.sent) return;
    if (running && !leaving) {
      again = true;
      return;
    }
    running = true;
    try {
      const answer = await fetch(told.dataset.address, { method: "POST", body: new FormData(form), keepalive: Boolean(leaving), headers: { accept: "application/json" } });
      if (answer.ok) {
        const { version, at } = await answer.json();
        form.elements.draft.value = version;
        told.textContent = `${told.dataset.saved} ${at}`;
      } else {
        lost = answer.status === 409;
        told.textContent = lost ? told.dataset.moved : told.dataset.failed;
      }
    } catch {
      told.textContent = told.dataset.failed;
    }
    running = false;
    if (again) {
      again = false;
      send(false);
    }
  };
  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(() => { timer = 0; send(false); }, WAIT_MS);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.visibilityState !== "hidden" || !timer) return;
    clearTimeout(timer);
    timer = 0;
    send(true);
  });
})();
