"""Another user than the one who runs the tests, which root alone can become."""

import itertools
import pwd

# As good as the 10001 of the image, and with an entry in /etc/passwd, which PostgreSQL needs.
USER = pwd.getpwnam("nobody").pw_uid
# It may read everything, since the Python of the tests may lie where its owner alone may; it may
# write what is its own.
READS = ("-all,+dac_read_search",) * 3
AS_USER = (
    *("setpriv", "--reuid", str(USER), "--regid", str(USER), "--clear-groups", "--no-new-privs"),
    *itertools.chain(*zip(("--inh-caps", "--ambient-caps", "--bounding-set"), READS, strict=True)),
)
