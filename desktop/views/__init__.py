"""Qt: everything on the screen, and every sentence."""
