"""Pages of matching: the talks, and what their outcomes taught."""
