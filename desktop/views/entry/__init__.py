"""The pages before the desk: first run, recovery code, sign-in, change of person, lock."""
