"""Inspections in processes of their own: an archive that is slow to read, or that brings its reader
down, keeps nobody else waiting and takes nothing with it.

The server starts a process when an upload wants one and ends it when none has come for a while. It
reads a file and answers with facts or a refusal; it holds no key, no database and no connection.
"""
