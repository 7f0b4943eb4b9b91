"""A rehearsal: a branch and a headquarters in a folder, and a week's work played on them."""
