"""Every change to surveys, answers and hearings, by noun."""
