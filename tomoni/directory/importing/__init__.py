"""Tables of departments and groups, row by row: what stands there, what is wrong, what would change. Nothing is written here."""
