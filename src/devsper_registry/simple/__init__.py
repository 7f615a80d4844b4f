"""The simple index as pages: facts in, bytes out, no database and no HTTP."""
