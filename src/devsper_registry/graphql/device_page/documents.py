"""What the page asks. Trusted, so that it works where nothing else is."""

import hashlib

LOOK = """\
query DevicePage($userCode: String!) {
  viewer {
    account {
      name
    }
  }
  device(userCode: $userCode) {
    userCode
    client
    address
    scopes
    createdAt
    expiresAt
  }
}
"""
APPROVE = """\
mutation DevicePageApprove($input: ApproveDeviceInput!) {
  approveDevice(input: $input) {
    ... on Problem {
      message
    }
  }
}
"""
DENY = """\
mutation DevicePageDeny($input: DenyDeviceInput!) {
  denyDevice(input: $input) {
    ... on Problem {
      message
    }
  }
}
"""


def id_of(document: str) -> str:
    """Return the id by which a trusted document is asked for."""
    return hashlib.sha256(document.encode()).hexdigest()


BY_ID = {id_of(document): document for document in (LOOK, APPROVE, DENY)}
