"""What a team makes of findings: a file that says it, and the judgement of one file by it.

See docs/verification-policy.md.
"""
