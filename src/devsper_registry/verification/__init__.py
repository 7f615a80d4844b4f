"""What a person should know of a file before he trusts it: checks, and what they found.

Pure, and in two steps. Checks of a file read its archive, in a confined process that knows nothing
of the registry (`inspecting/examiners`); they leave findings and a `Profile`. Checks of facts
compare the profile with what the registry knows, in the server, and read no byte of the file.

Nothing of a package is ever executed.
"""
