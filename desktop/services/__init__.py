"""Use cases behind the one door: plain arguments in, frozen rows out."""
