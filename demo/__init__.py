"""What the demo holds: facts of five published documents, and an invented city. Plain data, no Django."""
