// Generated from operations/ and ../schema.graphql by `npm run generate`; do not edit.
/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** An invitation to accept: its id, or the token that was sent. */
export type AcceptInvitationInput = {
  /** The id, of an invitation to your account. */
  id?: string | null | undefined;
  /** The token, of an invitation by e-mail. */
  token?: string | null | undefined;
};

/** Which accounts; all conditions must hold. */
export type AccountFilter = {
  /** It runs this registry, or does not. */
  isAdministrator?: boolean | null | undefined;
  /** It is shut out, or is not. */
  isSuspended?: boolean | null | undefined;
  /** The name begins so. */
  namePrefix?: string | null | undefined;
};

/** An account to give a role in a package. */
export type AddCollaboratorInput = {
  /** The account's name. */
  account: string;
  /** The package's name, in any spelling. */
  package: string;
  /** What it may do. */
  role: Role;
};

/** Whether an API key opens doors. */
export type ApiKeyState =
  /** It does. */
  | 'ACTIVE'
  /** Its time is over. */
  | 'EXPIRED'
  /** Somebody has ended it. */
  | 'REVOKED';

/** A device that shall be let in. */
export type ApproveDeviceInput = {
  /** The code that it shows, in any case, with or without the hyphen. */
  userCode: string;
};

/** A package to archive, and why. */
export type ArchivePackageInput = {
  /** The package's name, in any spelling. */
  package: string;
  /** Why: the package and the simple index show it. */
  reason?: string | null | undefined;
};

/** An invitation to take back. */
export type CancelInvitationInput = {
  /** The invitation's id. */
  id: string;
  /** The organization's name. */
  organization: string;
};

/** An account to give another role. */
export type ChangeCollaboratorInput = {
  /** The account's name. */
  account: string;
  /** The package's name, in any spelling. */
  package: string;
  /** What it may do. */
  role: Role;
};

/** A member, and what to make of them. */
export type ChangeMemberInput = {
  /** The member's account name. */
  account: string;
  /** The organization's name. */
  organization: string;
  /** What the member is to be. */
  position: Position;
};

/** The key that is wanted. It may do no more than you may now. */
export type CreateApiKeyInput = {
  /** When it ends by itself; never, where left out. */
  expiresAt?: string | null | undefined;
  /** What to call it: 1 to 128 characters. */
  name: string;
  /** Restrict it to these packages, in any spelling; they need not exist yet. */
  packages?: Array<string> | null | undefined;
  /** What it may be used for; one at least. */
  scopes: Array<Scope>;
};

/** The organization that is wanted. */
export type CreateOrganizationInput = {
  /** The name to show it by. */
  displayName?: string | null | undefined;
  /** Its name, as accounts have one; none may be an account's. */
  name: string;
};

/** An invitation to decline: its id, or the token that was sent. */
export type DeclineInvitationInput = {
  /** The id, of an invitation to your account. */
  id?: string | null | undefined;
  /** The token, of an invitation by e-mail. */
  token?: string | null | undefined;
};

/** A file to delete, named twice. */
export type DeleteFileInput = {
  /** The file name again. */
  confirmation: string;
  /** The file's name. */
  filename: string;
  /** The package's name, in any spelling. */
  package: string;
};

/** An organization to delete. */
export type DeleteOrganizationInput = {
  /** Its name; it must have no packages any more. */
  name: string;
};

/** A package to delete, named twice. */
export type DeletePackageInput = {
  /** The name again, as the package shows it. */
  confirmation: string;
  /** The package's name, in any spelling. */
  package: string;
};

/** A release to delete, named twice. */
export type DeleteReleaseInput = {
  /** The version again, as the release shows it. */
  confirmation: string;
  /** The package's name, in any spelling. */
  package: string;
  /** The version, in any spelling (PEP 440). */
  version: string;
};

/** A device that shall be turned away. */
export type DenyDeviceInput = {
  /** The code that it shows, in any case, with or without the hyphen. */
  userCode: string;
};

/** A package to deprecate, and why. */
export type DeprecatePackageInput = {
  /** The package's name, in any spelling. */
  package: string;
  /** Why: the package and the simple index show it. */
  reason?: string | null | undefined;
};

/** A held job that nobody shall do any more. */
export type DiscardJobInput = {
  /** The job's id, as the list shows it. */
  id: string;
};

/** Which events; all conditions must hold. */
export type EventFilter = {
  /** They are one of these, such as release.created. */
  actions?: Array<string> | null | undefined;
  /** The account of this name did it; finds only what would show you that. */
  actor?: string | null | undefined;
  /** Their serial is higher: what came since you last looked. */
  afterSerial?: number | null | undefined;
  /** They happened to the package of this name, in any spelling. */
  package?: string | null | undefined;
  /** They happened at this moment or later. */
  since?: string | null | undefined;
  /** They happened before this moment. */
  until?: string | null | undefined;
};

/** Whom to invite: an account, or whoever reads mail at an address. */
export type InviteMemberInput = {
  /** The name of an account. */
  account?: string | null | undefined;
  /** An e-mail address; nothing is sent from here. */
  email?: string | null | undefined;
  /** The organization's name. */
  organization: string;
  /** What the invited will be: a member, where left out. Owners invite owners. */
  position?: Position | null | undefined;
};

/** Where a job stands in the queue. */
export type JobState =
  /** It failed for the last time: an administrator has to decide. */
  | 'HELD'
  /** A worker is at it. */
  | 'RUNNING'
  /** A worker takes it when it is due. */
  | 'WAITING';

/** Which jobs; all conditions must hold. */
export type JobsFilter = {
  /** They are of one of these kinds, such as verify. */
  kinds?: Array<string> | null | undefined;
  /** They are in one of these states. */
  states?: Array<JobState> | null | undefined;
};

/** An organization to leave. */
export type LeaveOrganizationInput = {
  /** Its name. */
  name: string;
};

/** What a link leads to (PEP 753). */
export type LinkKind =
  /** What changed in which release. */
  | 'CHANGELOG'
  /** The documentation. */
  | 'DOCUMENTATION'
  /** A place to download from. */
  | 'DOWNLOAD'
  /** How to support the project. */
  | 'FUNDING'
  /** The project's own site. */
  | 'HOMEPAGE'
  /** Where to report a problem. */
  | 'ISSUES'
  /** A label that is not well known. */
  | 'OTHER'
  /** Notes on the releases. */
  | 'RELEASE_NOTES'
  /** The source code. */
  | 'SOURCE';

/** Which end of a list comes first. */
export type OrderDirection =
  /** The smallest, oldest or first of the alphabet. */
  | 'ASC'
  /** The greatest, newest or last. */
  | 'DESC';

/** Which packages; all conditions must hold. */
export type PackageFilter = {
  /** The latest release has all of these trove classifiers. */
  classifiers?: Array<string> | null | undefined;
  /** The latest release requires the package of this name. */
  dependsOn?: string | null | undefined;
  /** It has entry points of this group, such as pytest11. */
  entryPointGroup?: string | null | undefined;
  /** It has this keyword. */
  keyword?: string | null | undefined;
  /** The licence is exactly this. */
  license?: string | null | undefined;
  /** The name begins so, in any spelling. */
  namePrefix?: string | null | undefined;
  /** The account of this name owns it. */
  owner?: string | null | undefined;
  /** It runs on this minor version of Python, such as 3.12. */
  python?: string | null | undefined;
  /** It is in this state. */
  status?: PackageStatus | null | undefined;
  /** It has changed since then. */
  updatedSince?: string | null | undefined;
};

/** In which order a list of packages stands. */
export type PackageOrder = {
  /** Which end comes first. */
  direction: OrderDirection;
  /** What is compared. */
  field: PackageOrderField;
};

/** What a list of packages is ordered by. */
export type PackageOrderField =
  /** By when it was created. */
  | 'CREATED_AT'
  /** By its downloads of the last 30 days. */
  | 'DOWNLOADS'
  /** By normalized name. */
  | 'NAME'
  /** By when it last changed. */
  | 'UPDATED_AT';

/** What state a package is in (PEP 792). */
export type PackageStatus =
  /** Takes uploads and is installed as usual. */
  | 'ACTIVE'
  /** Takes no uploads any more; what is there stays installable. */
  | 'ARCHIVED'
  /** Still works; its owners ask people to use something else. */
  | 'DEPRECATED'
  /** Held back as unsafe: nothing of it can be installed. */
  | 'QUARANTINED';

/** The kind of a file. */
export type Packagetype =
  /** A source distribution: built to install. */
  | 'SDIST'
  /** A wheel: installs without a build. */
  | 'WHEEL';

/** What somebody is to an organization. */
export type Position =
  /** Invites and removes its people, save owners; owns its packages. */
  | 'ADMIN'
  /** Publishes its packages. */
  | 'MEMBER'
  /** Decides over the organization and everybody in it; owns its packages. */
  | 'OWNER';

/** A package to hold back, and why. */
export type QuarantinePackageInput = {
  /** The package's name, in any spelling. */
  package: string;
  /** Why: its owners and its users read it. */
  reason: string;
};

/** A package to make an ordinary one again. */
export type ReactivatePackageInput = {
  /** The package's name, in any spelling. */
  package: string;
  /** Why: only the journal keeps it. */
  reason?: string | null | undefined;
};

/** An account to take its role from. */
export type RemoveCollaboratorInput = {
  /** The account's name. */
  account: string;
  /** The package's name, in any spelling. */
  package: string;
};

/** A member to remove. */
export type RemoveMemberInput = {
  /** The member's account name. */
  account: string;
  /** The organization's name. */
  organization: string;
};

/** A held job to try again. */
export type RequeueJobInput = {
  /** The job's id, as the list shows it. */
  id: string;
};

/** A key to end. */
export type RevokeApiKeyInput = {
  /** The key's id, as an answer showed it. */
  id: string;
};

/** What somebody is to a package. */
export type Role =
  /** Publishes and yanks releases. */
  | 'MAINTAINER'
  /** Decides: deletes, archives, names owners and maintainers. */
  | 'OWNER'
  /** Reads the package where it is private. */
  | 'READER';

/** A key to put a new one in the place of. */
export type RotateApiKeyInput = {
  /** When the new key ends; left out, it lives as long as the old was made for. */
  expiresAt?: string | null | undefined;
  /** The key's id, as an answer showed it. */
  id: string;
};

/** What an API key or a session may be used for. */
export type Scope =
  /** What administrators alone may do. */
  | 'ADMIN'
  /** Publishing and yanking; with READ, all that its account may decide. */
  | 'PUBLISH'
  /** Reading what its account may read. */
  | 'READ';

/** A package, and who may see it from now on. */
export type SetPackageVisibilityInput = {
  /** The package's name, in any spelling. */
  package: string;
  /** Who may know of it. */
  visibility: Visibility;
};

/** How much a finding matters. */
export type Severity =
  /** What malware does. */
  | 'CRITICAL'
  /** Dangerous, or hidden. */
  | 'HIGH'
  /** Worth knowing. */
  | 'INFO'
  /** Careless. */
  | 'LOW'
  /** Unusual: a person should look. */
  | 'MEDIUM';

/** A package, and who gets it: an account or an organization. */
export type TransferPackageInput = {
  /** An account that has a role in the package already. */
  account?: string | null | undefined;
  /** An organization of which you are an owner or admin. */
  organization?: string | null | undefined;
  /** The package's name, in any spelling. */
  package: string;
};

/** A file to take back. */
export type UnyankFileInput = {
  /** The file's name. */
  filename: string;
  /** The package's name, in any spelling. */
  package: string;
};

/** A release to take back. */
export type UnyankReleaseInput = {
  /** The package's name, in any spelling. */
  package: string;
  /** The version, in any spelling (PEP 440). */
  version: string;
};

/** What an organization is to be shown as. */
export type UpdateOrganizationInput = {
  /** The name to show it by; null for none. */
  displayName?: string | null | undefined;
  /** Its name, which stays. */
  name: string;
};

/** What to change; what is left out stays, null takes it away. */
export type UpdateProfileInput = {
  /** The name to be shown by: at most 128 characters. */
  displayName?: string | null | undefined;
  /** The e-mail address; it stays where you sign in elsewhere. */
  email?: string | null | undefined;
};

/** How far the examination of a file has come. */
export type VerificationState =
  /** Its examination failed three times: an administrator decides. */
  | 'ERROR'
  /** Something was found that a person should look at. */
  | 'FLAGGED'
  /** Nobody has asked for it to be examined. */
  | 'NOT_EXAMINED'
  /** Nothing was found that the policy minds. */
  | 'PASSED'
  /** It waits to be examined. */
  | 'PENDING'
  /** It was found to be unsafe. */
  | 'REJECTED'
  /** It is being examined. */
  | 'RUNNING';

/** Who may know of a package. */
export type Visibility =
  /** Its people and administrators alone. */
  | 'PRIVATE'
  /** Whoever reads this registry. */
  | 'PUBLIC';

/** A file to yank, and why. */
export type YankFileInput = {
  /** The file's name. */
  filename: string;
  /** The package's name, in any spelling. */
  package: string;
  /** Why: installers show it. At most 1,000 characters. */
  reason?: string;
};

/** A release to yank, and why. */
export type YankReleaseInput = {
  /** The package's name, in any spelling. */
  package: string;
  /** Why: installers show it. At most 1,000 characters. */
  reason?: string;
  /** The version, in any spelling (PEP 440). */
  version: string;
};

export type AccountsQueryVariables = Exact<{
  filter?: AccountFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AccountsQuery = { accounts: { nodes: Array<{ id: string, name: string, displayName: string | null, email: string | null, isAdministrator: boolean | null, createdAt: string, suspendedAt: string | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type AuditLogQueryVariables = Exact<{
  filter?: EventFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AuditLogQuery = { auditLog: { nodes: Array<{ detail: unknown, id: string, serial: number, at: string, action: string, packageName: string | null, version: string | null, filename: string | null, apiKey: { id: string, name: string, hint: string } | null, actor: { id: string, name: string } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type BrowseQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: PackageFilter | null | undefined;
  orderBy?: PackageOrder | null | undefined;
}>;


export type BrowseQuery = { packages: { nodes: Array<{ id: string, name: string, status: PackageStatus, summary: string | null, license: string | null, updatedAt: string | null, latestRelease: { id: string, version: string } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type BrowseCountQueryVariables = Exact<{
  filter?: PackageFilter | null | undefined;
}>;


export type BrowseCountQuery = { packages: { totalCount: number } };

export type DeviceApprovalQueryVariables = Exact<{
  userCode: string;
}>;


export type DeviceApprovalQuery = { viewer: { account: { id: string, name: string } } | null, device: { userCode: string, client: string, address: string | null, scopes: Array<Scope>, createdAt: string, expiresAt: string } | null };

export type ApproveDeviceMutationVariables = Exact<{
  input: ApproveDeviceInput;
}>;


export type ApproveDeviceMutation = { approveDevice:
    | { __typename: 'DeviceApproved', device: { userCode: string, client: string, address: string | null, scopes: Array<Scope>, createdAt: string, expiresAt: string } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type DenyDeviceMutationVariables = Exact<{
  input: DenyDeviceInput;
}>;


export type DenyDeviceMutation = { denyDevice:
    | { __typename: 'DeviceDenied', device: { userCode: string, client: string, address: string | null, scopes: Array<Scope>, createdAt: string, expiresAt: string } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type WaitingDeviceFragment = { userCode: string, client: string, address: string | null, scopes: Array<Scope>, createdAt: string, expiresAt: string };

export type PageEndsFragment = { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null };

export type PackageCardFragment = { id: string, name: string, status: PackageStatus, summary: string | null, license: string | null, updatedAt: string | null, latestRelease: { id: string, version: string } | null };

export type FileRowFragment = { id: string, filename: string, packagetype: Packagetype, size: number, sha256: string, url: string, uploadedAt: string, requiresPython: string | null, isYanked: boolean, yankedReason: string | null, verification: { state: VerificationState } };

export type DependencyRowFragment = { name: string, requirement: string, specifier: string, marker: string | null, extras: Array<string>, package: { id: string, name: string, summary: string | null } | null };

export type DownloadFiguresFragment = { total: number, byDay: Array<{ date: string, count: number }>, byVersion: Array<{ name: string, count: number }>, byInstaller: Array<{ name: string, count: number }>, byPythonVersion: Array<{ name: string, count: number }> };

export type MeFragment = { scopes: Array<Scope>, boundTo: Array<string> | null, account: { id: string, name: string, displayName: string | null, isAdministrator: boolean | null } };

export type EventRowFragment = { id: string, serial: number, at: string, action: string, packageName: string | null, version: string | null, filename: string | null, actor: { id: string, name: string } | null };

export type RefusalFragment = { code: string, message: string, field: string | null, retryAfter: number | null };

export type PackageStateFragment = { id: string, name: string, status: PackageStatus, statusReason: string | null, visibility: Visibility };

export type ReleaseStateFragment = { id: string, version: string, isYanked: boolean, yankedReason: string | null, files: Array<{ id: string, filename: string, isYanked: boolean, yankedReason: string | null }> };

export type PackagePeopleFragment = { id: string, viewerRole: Role | null, organization: { id: string, name: string } | null, collaborators: Array<{ role: Role, since: string, account: { id: string, name: string, displayName: string | null } | null }> };

export type HomeQueryVariables = Exact<{
  recent?: number | null | undefined;
  popular?: number | null | undefined;
}>;


export type HomeQuery = { version: string, stats: { packages: number, releases: number, files: number, size: number, downloadsLast30Days: number }, recent: { nodes: Array<{ id: string, name: string, status: PackageStatus, summary: string | null, license: string | null, updatedAt: string | null, latestRelease: { id: string, version: string } | null }> }, popular: { nodes: Array<{ id: string, name: string, status: PackageStatus, summary: string | null, license: string | null, updatedAt: string | null, latestRelease: { id: string, version: string } | null }> }, viewer: { scopes: Array<Scope>, boundTo: Array<string> | null, account: { id: string, name: string, displayName: string | null, isAdministrator: boolean | null } } | null };

export type JobsQueryVariables = Exact<{
  filter?: JobsFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type JobsQuery = { jobs: { totalCount: number, nodes: Array<{ id: string, number: string, kind: string, state: JobState, attempts: number, problem: string | null, enqueuedAt: string, nextAttemptAt: string | null, heldSince: string | null, file: { id: string, filename: string, release: { id: string, version: string, package: { id: string, name: string } | null } | null } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type RequeueJobMutationVariables = Exact<{
  input: RequeueJobInput;
}>;


export type RequeueJobMutation = { requeueJob:
    | { __typename: 'JobRequeued', job: { id: string, number: string, kind: string, state: JobState, attempts: number, problem: string | null, enqueuedAt: string, nextAttemptAt: string | null, heldSince: string | null } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type DiscardJobMutationVariables = Exact<{
  input: DiscardJobInput;
}>;


export type DiscardJobMutation = { discardJob:
    | { __typename: 'JobDiscarded', job: { id: string, number: string, kind: string, state: JobState, attempts: number, problem: string | null, enqueuedAt: string, nextAttemptAt: string | null, heldSince: string | null } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type JobRowFragment = { id: string, number: string, kind: string, state: JobState, attempts: number, problem: string | null, enqueuedAt: string, nextAttemptAt: string | null, heldSince: string | null };

export type KeysQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  includeRevoked?: boolean;
}>;


export type KeysQuery = { viewer: { scopes: Array<Scope>, account: { id: string, name: string }, apiKeys: { nodes: Array<{ id: string, name: string, hint: string, scopes: Array<Scope>, packages: Array<string> | null, state: ApiKeyState, isCurrent: boolean, createdAt: string, expiresAt: string | null, revokedAt: string | null, lastUsedAt: string | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type KeyRowFragment = { id: string, name: string, hint: string, scopes: Array<Scope>, packages: Array<string> | null, state: ApiKeyState, isCurrent: boolean, createdAt: string, expiresAt: string | null, revokedAt: string | null, lastUsedAt: string | null };

export type CreateKeyMutationVariables = Exact<{
  input: CreateApiKeyInput;
}>;


export type CreateKeyMutation = { createApiKey:
    | { __typename: 'ApiKeyCreated', secret: string, apiKey: { id: string, name: string, hint: string, scopes: Array<Scope>, packages: Array<string> | null, state: ApiKeyState, isCurrent: boolean, createdAt: string, expiresAt: string | null, revokedAt: string | null, lastUsedAt: string | null } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type RotateKeyMutationVariables = Exact<{
  input: RotateApiKeyInput;
}>;


export type RotateKeyMutation = { rotateApiKey:
    | { __typename: 'ApiKeyRotated', secret: string, apiKey: { id: string, name: string, hint: string, scopes: Array<Scope>, packages: Array<string> | null, state: ApiKeyState, isCurrent: boolean, createdAt: string, expiresAt: string | null, revokedAt: string | null, lastUsedAt: string | null } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type RevokeKeyMutationVariables = Exact<{
  input: RevokeApiKeyInput;
}>;


export type RevokeKeyMutation = { revokeApiKey:
    | { __typename: 'ApiKeyRevoked', apiKey: { id: string, name: string, hint: string, scopes: Array<Scope>, packages: Array<string> | null, state: ApiKeyState, isCurrent: boolean, createdAt: string, expiresAt: string | null, revokedAt: string | null, lastUsedAt: string | null } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type ModerationQueueQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type ModerationQueueQuery = { moderationQueue: { nodes: Array<{ since: string | null, actor: { id: string, name: string } | null, package: { id: string, name: string, status: PackageStatus, statusReason: string | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } | null };

export type QuarantinePackageMutationVariables = Exact<{
  input: QuarantinePackageInput;
}>;


export type QuarantinePackageMutation = { quarantinePackage:
    | { __typename: 'PackageQuarantined', package: { id: string, name: string, status: PackageStatus, statusReason: string | null, visibility: Visibility } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type MyPackagesQueryVariables = Exact<{
  role?: Role | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type MyPackagesQuery = { viewer: { account: { id: string, name: string }, packages: { nodes: Array<{ statusReason: string | null, viewerRole: Role | null, id: string, name: string, status: PackageStatus, summary: string | null, license: string | null, updatedAt: string | null, latestRelease: { id: string, version: string } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type PackageEventsQueryVariables = Exact<{
  filter?: EventFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type PackageEventsQuery = { events: { nodes: Array<{ id: string, serial: number, at: string, action: string, packageName: string | null, version: string | null, filename: string | null, actor: { id: string, name: string } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type MyOrganizationsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type MyOrganizationsQuery = { viewer: { account: { id: string, name: string }, organizations: { nodes: Array<{ position: Position, since: string, organization: { id: string, name: string, displayName: string | null } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } }, invitations: Array<{ id: string, position: Position, email: string | null, createdAt: string, expiresAt: string, organization: { id: string, name: string } | null, account: { id: string, name: string } | null, invitedBy: { id: string, name: string } | null }> } | null };

export type OrganizationPageQueryVariables = Exact<{
  name: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type OrganizationPageQuery = { organization: { viewerPosition: Position | null, createdAt: string, id: string, name: string, displayName: string | null, packages: { nodes: Array<{ id: string, name: string, status: PackageStatus, summary: string | null, license: string | null, updatedAt: string | null, latestRelease: { id: string, version: string } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type OrganizationPeopleQueryVariables = Exact<{
  name: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type OrganizationPeopleQuery = { organization: { id: string, viewerPosition: Position | null, members: { nodes: Array<{ position: Position, since: string, account: { id: string, name: string, displayName: string | null } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } }, invitations: Array<{ id: string, position: Position, email: string | null, createdAt: string, expiresAt: string, organization: { id: string, name: string } | null, account: { id: string, name: string } | null, invitedBy: { id: string, name: string } | null }> } | null };

export type OrganizationHeadFragment = { id: string, name: string, displayName: string | null };

export type InvitationRowFragment = { id: string, position: Position, email: string | null, createdAt: string, expiresAt: string, organization: { id: string, name: string } | null, account: { id: string, name: string } | null, invitedBy: { id: string, name: string } | null };

export type CreateOrganizationMutationVariables = Exact<{
  input: CreateOrganizationInput;
}>;


export type CreateOrganizationMutation = { createOrganization:
    | { __typename: 'OrganizationCreated', organization: { id: string, name: string, displayName: string | null } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type EditOrganizationMutationVariables = Exact<{
  input: UpdateOrganizationInput;
}>;


export type EditOrganizationMutation = { updateOrganization:
    | { __typename: 'OrganizationUpdated', organization: { id: string, name: string, displayName: string | null } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type DeleteOrganizationMutationVariables = Exact<{
  input: DeleteOrganizationInput;
}>;


export type DeleteOrganizationMutation = { deleteOrganization:
    | { __typename: 'OrganizationDeleted', name: string }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type InviteMemberMutationVariables = Exact<{
  input: InviteMemberInput;
}>;


export type InviteMemberMutation = { inviteMember:
    | { __typename: 'MemberInvited', token: string | null, invitation: { id: string, position: Position, email: string | null, createdAt: string, expiresAt: string, organization: { id: string, name: string } | null, account: { id: string, name: string } | null, invitedBy: { id: string, name: string } | null } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type CancelInvitationMutationVariables = Exact<{
  input: CancelInvitationInput;
}>;


export type CancelInvitationMutation = { cancelInvitation:
    | { __typename: 'InvitationCancelled', id: string }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type AcceptInvitationMutationVariables = Exact<{
  input: AcceptInvitationInput;
}>;


export type AcceptInvitationMutation = { acceptInvitation:
    | { __typename: 'InvitationAccepted', organization: { id: string, name: string, displayName: string | null } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type DeclineInvitationMutationVariables = Exact<{
  input: DeclineInvitationInput;
}>;


export type DeclineInvitationMutation = { declineInvitation:
    | { __typename: 'InvitationDeclined', isDeclined: boolean }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type ChangeMemberMutationVariables = Exact<{
  input: ChangeMemberInput;
}>;


export type ChangeMemberMutation = { changeMember:
    | { __typename: 'MemberChanged', account: string, position: Position }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type RemoveMemberMutationVariables = Exact<{
  input: RemoveMemberInput;
}>;


export type RemoveMemberMutation = { removeMember:
    | { __typename: 'MemberRemoved', account: string }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type LeaveOrganizationMutationVariables = Exact<{
  input: LeaveOrganizationInput;
}>;


export type LeaveOrganizationMutation = { leaveOrganization:
    | { __typename: 'OrganizationLeft', name: string }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type PackagePageQueryVariables = Exact<{
  name: string;
  releases?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type PackagePageQuery = { package: { normalizedName: string, statusReason: string | null, createdAt: string, keywords: Array<string>, classifiers: Array<string>, requiresPython: string | null, visibility: Visibility, readme: string | null, id: string, name: string, status: PackageStatus, summary: string | null, license: string | null, updatedAt: string | null, collaborators: Array<{ role: Role, account: { id: string, name: string, displayName: string | null } | null }>, links: Array<{ kind: LinkKind, label: string, url: string }>, installCommands: { pip: string, uv: string, poetry: string, requirements: string } | null, releases: { nodes: Array<{ id: string, version: string, createdAt: string, isPrerelease: boolean, isYanked: boolean, yankedReason: string | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } }, latestRelease: { id: string, version: string } | null } | null };

export type PackageRelationsQueryVariables = Exact<{
  name: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type PackageRelationsQuery = { package: { id: string, dependencies: Array<{ name: string, requirement: string, specifier: string, marker: string | null, extras: Array<string>, package: { id: string, name: string, summary: string | null } | null }>, dependents: { nodes: Array<{ id: string, name: string, status: PackageStatus, summary: string | null, license: string | null, updatedAt: string | null, latestRelease: { id: string, version: string } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type PackageDownloadsQueryVariables = Exact<{
  name: string;
  days?: number;
}>;


export type PackageDownloadsQuery = { package: { id: string, downloads: { total: number, byDay: Array<{ date: string, count: number }>, byVersion: Array<{ name: string, count: number }>, byInstaller: Array<{ name: string, count: number }>, byPythonVersion: Array<{ name: string, count: number }> } } | null };

export type PackageAccessQueryVariables = Exact<{
  name: string;
}>;


export type PackageAccessQuery = { package: { id: string, viewerRole: Role | null, organization: { id: string, name: string } | null, collaborators: Array<{ role: Role, since: string, account: { id: string, name: string, displayName: string | null } | null }> } | null };

export type AddCollaboratorMutationVariables = Exact<{
  input: AddCollaboratorInput;
}>;


export type AddCollaboratorMutation = { addCollaborator:
    | { __typename: 'CollaboratorAdded', package: { id: string, viewerRole: Role | null, organization: { id: string, name: string } | null, collaborators: Array<{ role: Role, since: string, account: { id: string, name: string, displayName: string | null } | null }> } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type ChangeCollaboratorMutationVariables = Exact<{
  input: ChangeCollaboratorInput;
}>;


export type ChangeCollaboratorMutation = { changeCollaborator:
    | { __typename: 'CollaboratorChanged', package: { id: string, viewerRole: Role | null, organization: { id: string, name: string } | null, collaborators: Array<{ role: Role, since: string, account: { id: string, name: string, displayName: string | null } | null }> } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type RemoveCollaboratorMutationVariables = Exact<{
  input: RemoveCollaboratorInput;
}>;


export type RemoveCollaboratorMutation = { removeCollaborator:
    | { __typename: 'CollaboratorRemoved', package: { id: string, viewerRole: Role | null, organization: { id: string, name: string } | null, collaborators: Array<{ role: Role, since: string, account: { id: string, name: string, displayName: string | null } | null }> } | null }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type ArchivePackageMutationVariables = Exact<{
  input: ArchivePackageInput;
}>;


export type ArchivePackageMutation = { archivePackage:
    | { __typename: 'PackageArchived', package: { id: string, name: string, status: PackageStatus, statusReason: string | null, visibility: Visibility } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type DeprecatePackageMutationVariables = Exact<{
  input: DeprecatePackageInput;
}>;


export type DeprecatePackageMutation = { deprecatePackage:
    | { __typename: 'PackageDeprecated', package: { id: string, name: string, status: PackageStatus, statusReason: string | null, visibility: Visibility } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type ReactivatePackageMutationVariables = Exact<{
  input: ReactivatePackageInput;
}>;


export type ReactivatePackageMutation = { reactivatePackage:
    | { __typename: 'PackageReactivated', package: { id: string, name: string, status: PackageStatus, statusReason: string | null, visibility: Visibility } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type DeletePackageMutationVariables = Exact<{
  input: DeletePackageInput;
}>;


export type DeletePackageMutation = { deletePackage:
    | { __typename: 'PackageDeleted', name: string }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type SetVisibilityMutationVariables = Exact<{
  input: SetPackageVisibilityInput;
}>;


export type SetVisibilityMutation = { setPackageVisibility:
    | { __typename: 'PackageVisibilitySet', package: { id: string, name: string, status: PackageStatus, statusReason: string | null, visibility: Visibility } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type TransferPackageMutationVariables = Exact<{
  input: TransferPackageInput;
}>;


export type TransferPackageMutation = { transferPackage:
    | { __typename: 'PackageTransferred', package: { id: string, viewerRole: Role | null, organization: { id: string, name: string } | null, collaborators: Array<{ role: Role, since: string, account: { id: string, name: string, displayName: string | null } | null }> } | null }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type PackageChangesSubscriptionVariables = Exact<{
  name: string;
  afterSerial?: number | null | undefined;
}>;


export type PackageChangesSubscription = { packageEvents: { id: string, serial: number, at: string, action: string, packageName: string | null, version: string | null, filename: string | null, actor: { id: string, name: string } | null } };

export type ProfileQueryVariables = Exact<{ [key: string]: never; }>;


export type ProfileQuery = { viewer: { scopes: Array<Scope>, boundTo: Array<string> | null, account: { email: string | null, createdAt: string, id: string, name: string, displayName: string | null, isAdministrator: boolean | null } } | null };

export type AccountPageQueryVariables = Exact<{
  name: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type AccountPageQuery = { account: { id: string, name: string, displayName: string | null, createdAt: string, packages: { nodes: Array<{ id: string, name: string, status: PackageStatus, summary: string | null, license: string | null, updatedAt: string | null, latestRelease: { id: string, version: string } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type EditProfileMutationVariables = Exact<{
  input: UpdateProfileInput;
}>;


export type EditProfileMutation = { updateProfile:
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
    | { __typename: 'ProfileUpdated', account: { id: string, name: string, displayName: string | null, email: string | null } }
   };

export type ReleasePageQueryVariables = Exact<{
  package: string;
  version: string;
}>;


export type ReleasePageQuery = { release: { id: string, version: string, createdAt: string, isPrerelease: boolean, isYanked: boolean, yankedReason: string | null, summary: string | null, readme: string | null, license: string | null, keywords: Array<string>, classifiers: Array<string>, requiresPython: string | null, author: string | null, maintainer: string | null, links: Array<{ kind: LinkKind, label: string, url: string }>, dependencies: Array<{ name: string, requirement: string, specifier: string, marker: string | null, extras: Array<string>, package: { id: string, name: string, summary: string | null } | null }>, entryPoints: Array<{ group: string, entryPoints: Array<{ name: string, value: string }> }>, vulnerabilities: Array<{ advisoryId: string, aliases: Array<string>, severity: Severity, summary: string, fixedIn: string | null }>, installCommands: { pip: string, uv: string, poetry: string, requirements: string } | null, files: Array<{ id: string, filename: string, packagetype: Packagetype, size: number, sha256: string, url: string, uploadedAt: string, requiresPython: string | null, isYanked: boolean, yankedReason: string | null, uploadedBy: { id: string, name: string, displayName: string | null } | null, verification: { state: VerificationState } }>, package: { id: string, name: string, status: PackageStatus, statusReason: string | null, viewerRole: Role | null } | null } | null };

export type FilePageQueryVariables = Exact<{
  filename: string;
}>;


export type FilePageQuery = { file: { metadataUrl: string | null, id: string, filename: string, packagetype: Packagetype, size: number, sha256: string, url: string, uploadedAt: string, requiresPython: string | null, isYanked: boolean, yankedReason: string | null, hashes: Array<{ algorithm: string, value: string }>, tags: { pythons: Array<string>, abis: Array<string>, platforms: Array<string>, build: string | null } | null, uploadedBy: { id: string, name: string, displayName: string | null } | null, release: { id: string, version: string, package: { id: string, name: string } | null } | null, verification: { state: VerificationState } } | null };

export type YankReleaseMutationVariables = Exact<{
  input: YankReleaseInput;
}>;


export type YankReleaseMutation = { yankRelease:
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
    | { __typename: 'ReleaseYanked', release: { id: string, version: string, isYanked: boolean, yankedReason: string | null, files: Array<{ id: string, filename: string, isYanked: boolean, yankedReason: string | null }> } }
   };

export type UnyankReleaseMutationVariables = Exact<{
  input: UnyankReleaseInput;
}>;


export type UnyankReleaseMutation = { unyankRelease:
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
    | { __typename: 'ReleaseUnyanked', release: { id: string, version: string, isYanked: boolean, yankedReason: string | null, files: Array<{ id: string, filename: string, isYanked: boolean, yankedReason: string | null }> } }
   };

export type YankFileMutationVariables = Exact<{
  input: YankFileInput;
}>;


export type YankFileMutation = { yankFile:
    | { __typename: 'FileYanked', file: { id: string, filename: string, packagetype: Packagetype, size: number, sha256: string, url: string, uploadedAt: string, requiresPython: string | null, isYanked: boolean, yankedReason: string | null, verification: { state: VerificationState } } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type UnyankFileMutationVariables = Exact<{
  input: UnyankFileInput;
}>;


export type UnyankFileMutation = { unyankFile:
    | { __typename: 'FileUnyanked', file: { id: string, filename: string, packagetype: Packagetype, size: number, sha256: string, url: string, uploadedAt: string, requiresPython: string | null, isYanked: boolean, yankedReason: string | null, verification: { state: VerificationState } } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type DeleteFileMutationVariables = Exact<{
  input: DeleteFileInput;
}>;


export type DeleteFileMutation = { deleteFile:
    | { __typename: 'FileDeleted', release: { id: string, version: string, isYanked: boolean, yankedReason: string | null, files: Array<{ id: string, filename: string, isYanked: boolean, yankedReason: string | null }> } }
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
   };

export type DeleteReleaseMutationVariables = Exact<{
  input: DeleteReleaseInput;
}>;


export type DeleteReleaseMutation = { deleteRelease:
    | { __typename: 'Problem', code: string, message: string, field: string | null, retryAfter: number | null }
    | { __typename: 'ReleaseDeleted', package: { id: string, name: string, status: PackageStatus, statusReason: string | null, visibility: Visibility } }
   };

export type SearchQueryVariables = Exact<{
  query: string;
  filter?: PackageFilter | null | undefined;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type SearchQuery = { search: { suggestions: Array<string>, edges: Array<{ nameHtml: string, snippetHtml: string, node: { id: string, name: string, status: PackageStatus, summary: string | null, license: string | null, updatedAt: string | null, latestRelease: { id: string, version: string } | null } }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } };

export type SearchFacetsQueryVariables = Exact<{
  query: string;
  filter?: PackageFilter | null | undefined;
}>;


export type SearchFacetsQuery = { search: { totalCount: number, facets: { classifiers: Array<{ value: string, count: number }>, licenses: Array<{ value: string, count: number }>, pythons: Array<{ value: string, count: number }>, entryPointGroups: Array<{ value: string, count: number }>, owners: Array<{ value: string, count: number }> } } };

export type FacetFragment = { value: string, count: number };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const WaitingDeviceFragmentDoc = new TypedDocumentString(`
    fragment WaitingDevice on Device {
  userCode
  client
  address
  scopes
  createdAt
  expiresAt
}
    `, {"fragmentName":"WaitingDevice"}) as unknown as TypedDocumentString<WaitingDeviceFragment, unknown>;
export const PageEndsFragmentDoc = new TypedDocumentString(`
    fragment PageEnds on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
    `, {"fragmentName":"PageEnds"}) as unknown as TypedDocumentString<PageEndsFragment, unknown>;
export const PackageCardFragmentDoc = new TypedDocumentString(`
    fragment PackageCard on Package {
  id
  name
  status
  summary
  license
  updatedAt
  latestRelease {
    id
    version
  }
}
    `, {"fragmentName":"PackageCard"}) as unknown as TypedDocumentString<PackageCardFragment, unknown>;
export const FileRowFragmentDoc = new TypedDocumentString(`
    fragment FileRow on File {
  id
  filename
  packagetype
  size
  sha256
  url
  uploadedAt
  requiresPython
  isYanked
  yankedReason
  verification {
    state
  }
}
    `, {"fragmentName":"FileRow"}) as unknown as TypedDocumentString<FileRowFragment, unknown>;
export const DependencyRowFragmentDoc = new TypedDocumentString(`
    fragment DependencyRow on Dependency {
  name
  requirement
  specifier
  marker
  extras
  package {
    id
    name
    summary
  }
}
    `, {"fragmentName":"DependencyRow"}) as unknown as TypedDocumentString<DependencyRowFragment, unknown>;
export const DownloadFiguresFragmentDoc = new TypedDocumentString(`
    fragment DownloadFigures on Downloads {
  total
  byDay {
    date
    count
  }
  byVersion {
    name
    count
  }
  byInstaller {
    name
    count
  }
  byPythonVersion {
    name
    count
  }
}
    `, {"fragmentName":"DownloadFigures"}) as unknown as TypedDocumentString<DownloadFiguresFragment, unknown>;
export const MeFragmentDoc = new TypedDocumentString(`
    fragment Me on Viewer {
  account {
    id
    name
    displayName
    isAdministrator
  }
  scopes
  boundTo
}
    `, {"fragmentName":"Me"}) as unknown as TypedDocumentString<MeFragment, unknown>;
export const EventRowFragmentDoc = new TypedDocumentString(`
    fragment EventRow on Event {
  id
  serial
  at
  action
  packageName
  version
  filename
  actor {
    id
    name
  }
}
    `, {"fragmentName":"EventRow"}) as unknown as TypedDocumentString<EventRowFragment, unknown>;
export const RefusalFragmentDoc = new TypedDocumentString(`
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
    `, {"fragmentName":"Refusal"}) as unknown as TypedDocumentString<RefusalFragment, unknown>;
export const PackageStateFragmentDoc = new TypedDocumentString(`
    fragment PackageState on Package {
  id
  name
  status
  statusReason
  visibility
}
    `, {"fragmentName":"PackageState"}) as unknown as TypedDocumentString<PackageStateFragment, unknown>;
export const ReleaseStateFragmentDoc = new TypedDocumentString(`
    fragment ReleaseState on Release {
  id
  version
  isYanked
  yankedReason
  files {
    id
    filename
    isYanked
    yankedReason
  }
}
    `, {"fragmentName":"ReleaseState"}) as unknown as TypedDocumentString<ReleaseStateFragment, unknown>;
export const PackagePeopleFragmentDoc = new TypedDocumentString(`
    fragment PackagePeople on Package {
  id
  viewerRole
  organization {
    id
    name
  }
  collaborators {
    role
    since
    account {
      id
      name
      displayName
    }
  }
}
    `, {"fragmentName":"PackagePeople"}) as unknown as TypedDocumentString<PackagePeopleFragment, unknown>;
export const JobRowFragmentDoc = new TypedDocumentString(`
    fragment JobRow on Job {
  id
  number
  kind
  state
  attempts
  problem
  enqueuedAt
  nextAttemptAt
  heldSince
}
    `, {"fragmentName":"JobRow"}) as unknown as TypedDocumentString<JobRowFragment, unknown>;
export const KeyRowFragmentDoc = new TypedDocumentString(`
    fragment KeyRow on ApiKey {
  id
  name
  hint
  scopes
  packages
  state
  isCurrent
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}
    `, {"fragmentName":"KeyRow"}) as unknown as TypedDocumentString<KeyRowFragment, unknown>;
export const OrganizationHeadFragmentDoc = new TypedDocumentString(`
    fragment OrganizationHead on Organization {
  id
  name
  displayName
}
    `, {"fragmentName":"OrganizationHead"}) as unknown as TypedDocumentString<OrganizationHeadFragment, unknown>;
export const InvitationRowFragmentDoc = new TypedDocumentString(`
    fragment InvitationRow on OrganizationInvitation {
  id
  position
  email
  createdAt
  expiresAt
  organization {
    id
    name
  }
  account {
    id
    name
  }
  invitedBy {
    id
    name
  }
}
    `, {"fragmentName":"InvitationRow"}) as unknown as TypedDocumentString<InvitationRowFragment, unknown>;
export const FacetFragmentDoc = new TypedDocumentString(`
    fragment Facet on FacetValue {
  value
  count
}
    `, {"fragmentName":"Facet"}) as unknown as TypedDocumentString<FacetFragment, unknown>;
export const AccountsDocument = new TypedDocumentString(`
    query Accounts($filter: AccountFilter, $first: Int = 50, $after: String) {
  accounts(filter: $filter, first: $first, after: $after) {
    nodes {
      id
      name
      displayName
      email
      isAdministrator
      createdAt
      suspendedAt
    }
    pageInfo {
      ...PageEnds
    }
  }
}
    fragment PageEnds on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}`, {"hash":"sha256:5474910b5b503067088e7d2cbfa3d92e8d0d9b767845acfd52b1340713c9f00c"}) as unknown as TypedDocumentString<AccountsQuery, AccountsQueryVariables>;
export const AuditLogDocument = new TypedDocumentString(`
    query AuditLog($filter: EventFilter, $first: Int = 50, $after: String) {
  auditLog(filter: $filter, first: $first, after: $after) {
    nodes {
      ...EventRow
      detail
      apiKey {
        id
        name
        hint
      }
    }
    pageInfo {
      ...PageEnds
    }
  }
}
    fragment PageEnds on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment EventRow on Event {
  id
  serial
  at
  action
  packageName
  version
  filename
  actor {
    id
    name
  }
}`, {"hash":"sha256:45f29b8d8c7c7fb851fc0562a2a490513f4bf300bd97b4c5bc68e3b919125c0a"}) as unknown as TypedDocumentString<AuditLogQuery, AuditLogQueryVariables>;
export const BrowseDocument = new TypedDocumentString(`
    query Browse($first: Int = 50, $after: String, $filter: PackageFilter, $orderBy: PackageOrder) {
  packages(first: $first, after: $after, filter: $filter, orderBy: $orderBy) {
    nodes {
      ...PackageCard
    }
    pageInfo {
      ...PageEnds
    }
  }
}
    fragment PageEnds on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment PackageCard on Package {
  id
  name
  status
  summary
  license
  updatedAt
  latestRelease {
    id
    version
  }
}`, {"hash":"sha256:491693fd260d61b5b34698652290512ccd7c45c3299b4e92e7696c38723540ab"}) as unknown as TypedDocumentString<BrowseQuery, BrowseQueryVariables>;
export const BrowseCountDocument = new TypedDocumentString(`
    query BrowseCount($filter: PackageFilter) {
  packages(first: 1, filter: $filter) {
    totalCount
  }
}
    `, {"hash":"sha256:2b9bf321d26d827a53b32c598b073003dbb90709c65afb87787dc5ce68ec899a"}) as unknown as TypedDocumentString<BrowseCountQuery, BrowseCountQueryVariables>;
export const DeviceApprovalDocument = new TypedDocumentString(`
    query DeviceApproval($userCode: String!) {
  viewer {
    account {
      id
      name
    }
  }
  device(userCode: $userCode) {
    ...WaitingDevice
  }
}
    fragment WaitingDevice on Device {
  userCode
  client
  address
  scopes
  createdAt
  expiresAt
}`, {"hash":"sha256:ea5aa95c72d2c45ef6c15df83111faad4693072565b493a4566a936e1129cc6e"}) as unknown as TypedDocumentString<DeviceApprovalQuery, DeviceApprovalQueryVariables>;
export const ApproveDeviceDocument = new TypedDocumentString(`
    mutation ApproveDevice($input: ApproveDeviceInput!) {
  approveDevice(input: $input) {
    __typename
    ... on DeviceApproved {
      device {
        ...WaitingDevice
      }
    }
    ...Refusal
  }
}
    fragment WaitingDevice on Device {
  userCode
  client
  address
  scopes
  createdAt
  expiresAt
}
fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}`, {"hash":"sha256:b490dc0f5cc06d08c317e288783077ecc63069372c6905ac9baf5ec64e8b4816"}) as unknown as TypedDocumentString<ApproveDeviceMutation, ApproveDeviceMutationVariables>;
export const DenyDeviceDocument = new TypedDocumentString(`
    mutation DenyDevice($input: DenyDeviceInput!) {
  denyDevice(input: $input) {
    __typename
    ... on DeviceDenied {
      device {
        ...WaitingDevice
      }
    }
    ...Refusal
  }
}
    fragment WaitingDevice on Device {
  userCode
  client
  address
  scopes
  createdAt
  expiresAt
}
fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}`, {"hash":"sha256:3f0df04de957e903dd7d5447773e908d1e823ea271229925470eed64bc0bf50f"}) as unknown as TypedDocumentString<DenyDeviceMutation, DenyDeviceMutationVariables>;
export const HomeDocument = new TypedDocumentString(`
    query Home($recent: Int = 12, $popular: Int = 12) {
  version
  stats {
    packages
    releases
    files
    size
    downloadsLast30Days
  }
  recent: packages(first: $recent, orderBy: {field: UPDATED_AT, direction: DESC}) {
    nodes {
      ...PackageCard
    }
  }
  popular: packages(first: $popular, orderBy: {field: DOWNLOADS, direction: DESC}) {
    nodes {
      ...PackageCard
    }
  }
  viewer {
    ...Me
  }
}
    fragment PackageCard on Package {
  id
  name
  status
  summary
  license
  updatedAt
  latestRelease {
    id
    version
  }
}
fragment Me on Viewer {
  account {
    id
    name
    displayName
    isAdministrator
  }
  scopes
  boundTo
}`, {"hash":"sha256:4372ddb58ca6f8f18a6a615919583e79f49945f400354223969fe9302c7dcf3f"}) as unknown as TypedDocumentString<HomeQuery, HomeQueryVariables>;
export const JobsDocument = new TypedDocumentString(`
    query Jobs($filter: JobsFilter = {states: [HELD]}, $first: Int = 50, $after: String) {
  jobs(filter: $filter, first: $first, after: $after) {
    totalCount
    nodes {
      ...JobRow
      file {
        id
        filename
        release {
          id
          version
          package {
            id
            name
          }
        }
      }
    }
    pageInfo {
      ...PageEnds
    }
  }
}
    fragment PageEnds on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment JobRow on Job {
  id
  number
  kind
  state
  attempts
  problem
  enqueuedAt
  nextAttemptAt
  heldSince
}`, {"hash":"sha256:4950b4cf4118ae7114d0479e1b530436093891d8fb0dc2226e1e08351184085a"}) as unknown as TypedDocumentString<JobsQuery, JobsQueryVariables>;
export const RequeueJobDocument = new TypedDocumentString(`
    mutation RequeueJob($input: RequeueJobInput!) {
  requeueJob(input: $input) {
    __typename
    ... on JobRequeued {
      job {
        ...JobRow
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment JobRow on Job {
  id
  number
  kind
  state
  attempts
  problem
  enqueuedAt
  nextAttemptAt
  heldSince
}`, {"hash":"sha256:9e09552be36f8d1eeaa852caddad64f9cab0cd3d61b649704b0ca3b1653a596a"}) as unknown as TypedDocumentString<RequeueJobMutation, RequeueJobMutationVariables>;
export const DiscardJobDocument = new TypedDocumentString(`
    mutation DiscardJob($input: DiscardJobInput!) {
  discardJob(input: $input) {
    __typename
    ... on JobDiscarded {
      job {
        ...JobRow
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment JobRow on Job {
  id
  number
  kind
  state
  attempts
  problem
  enqueuedAt
  nextAttemptAt
  heldSince
}`, {"hash":"sha256:af8fa0138bed175792efb12776f00cbb41d1b04df6eb305a4ba02955ff88a115"}) as unknown as TypedDocumentString<DiscardJobMutation, DiscardJobMutationVariables>;
export const KeysDocument = new TypedDocumentString(`
    query Keys($first: Int = 50, $after: String, $includeRevoked: Boolean! = false) {
  viewer {
    account {
      id
      name
    }
    scopes
    apiKeys(first: $first, after: $after, includeRevoked: $includeRevoked) {
      nodes {
        ...KeyRow
      }
      pageInfo {
        ...PageEnds
      }
    }
  }
}
    fragment PageEnds on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment KeyRow on ApiKey {
  id
  name
  hint
  scopes
  packages
  state
  isCurrent
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`, {"hash":"sha256:24d31cb9af09785cf86fc8524f10ca3a61e526a5061667a18017d3f31a8b110a"}) as unknown as TypedDocumentString<KeysQuery, KeysQueryVariables>;
export const CreateKeyDocument = new TypedDocumentString(`
    mutation CreateKey($input: CreateApiKeyInput!) {
  createApiKey(input: $input) {
    __typename
    ... on ApiKeyCreated {
      secret
      apiKey {
        ...KeyRow
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment KeyRow on ApiKey {
  id
  name
  hint
  scopes
  packages
  state
  isCurrent
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`, {"hash":"sha256:af0599f5d5bbcb632ecfa8a25fdd43c73247f11f7083284bfb4d5f1009fd04ea"}) as unknown as TypedDocumentString<CreateKeyMutation, CreateKeyMutationVariables>;
export const RotateKeyDocument = new TypedDocumentString(`
    mutation RotateKey($input: RotateApiKeyInput!) {
  rotateApiKey(input: $input) {
    __typename
    ... on ApiKeyRotated {
      secret
      apiKey {
        ...KeyRow
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment KeyRow on ApiKey {
  id
  name
  hint
  scopes
  packages
  state
  isCurrent
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`, {"hash":"sha256:d0e045cace60c73761111faa82a10aa5849d573abd045de6163d9b2d157fe797"}) as unknown as TypedDocumentString<RotateKeyMutation, RotateKeyMutationVariables>;
export const RevokeKeyDocument = new TypedDocumentString(`
    mutation RevokeKey($input: RevokeApiKeyInput!) {
  revokeApiKey(input: $input) {
    __typename
    ... on ApiKeyRevoked {
      apiKey {
        ...KeyRow
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment KeyRow on ApiKey {
  id
  name
  hint
  scopes
  packages
  state
  isCurrent
  createdAt
  expiresAt
  revokedAt
  lastUsedAt
}`, {"hash":"sha256:125a28e1f047b5d7fd11983f8d93753532b32ad85c18be25e9362709bb066924"}) as unknown as TypedDocumentString<RevokeKeyMutation, RevokeKeyMutationVariables>;
export const ModerationQueueDocument = new TypedDocumentString(`
    query ModerationQueue($first: Int = 50, $after: String) {
  moderationQueue(first: $first, after: $after) {
    nodes {
      since
      actor {
        id
        name
      }
      package {
        id
        name
        status
        statusReason
      }
    }
    pageInfo {
      ...PageEnds
    }
  }
}
    fragment PageEnds on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}`, {"hash":"sha256:f877602b199098a24999ea9478d3ba4015a60dbd3415352e481d91b9a02cb482"}) as unknown as TypedDocumentString<ModerationQueueQuery, ModerationQueueQueryVariables>;
export const QuarantinePackageDocument = new TypedDocumentString(`
    mutation QuarantinePackage($input: QuarantinePackageInput!) {
  quarantinePackage(input: $input) {
    __typename
    ... on PackageQuarantined {
      package {
        ...PackageState
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment PackageState on Package {
  id
  name
  status
  statusReason
  visibility
}`, {"hash":"sha256:51ee3d3b76d15333a5d1ec524628dbca86fa571cafd6e886b7ed2045f28290da"}) as unknown as TypedDocumentString<QuarantinePackageMutation, QuarantinePackageMutationVariables>;
export const MyPackagesDocument = new TypedDocumentString(`
    query MyPackages($role: Role, $first: Int = 50, $after: String) {
  viewer {
    account {
      id
      name
    }
    packages(role: $role, first: $first, after: $after) {
      nodes {
        ...PackageCard
        statusReason
        viewerRole
      }
      pageInfo {
        ...PageEnds
      }
    }
  }
}
    fragment PageEnds on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment PackageCard on Package {
  id
  name
  status
  summary
  license
  updatedAt
  latestRelease {
    id
    version
  }
}`, {"hash":"sha256:34aad5c8221b8199488960f11cdeb8d764d6b4e1988aca0379af1801cd336f8c"}) as unknown as TypedDocumentString<MyPackagesQuery, MyPackagesQueryVariables>;
export const PackageEventsDocument = new TypedDocumentString(`
    query PackageEvents($filter: EventFilter, $first: Int = 50, $after: String) {
  events(filter: $filter, first: $first, after: $after) {
    nodes {
      ...EventRow
    }
    pageInfo {
      ...PageEnds
    }
  }
}
    fragment PageEnds on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment EventRow on Event {
  id
  serial
  at
  action
  packageName
  version
  filename
  actor {
    id
    name
  }
}`, {"hash":"sha256:ef2ad5865571c4b1781948ad6206a9f2f103fcdfa31d3453931938e41ddb4542"}) as unknown as TypedDocumentString<PackageEventsQuery, PackageEventsQueryVariables>;
export const MyOrganizationsDocument = new TypedDocumentString(`
    query MyOrganizations($first: Int = 50, $after: String) {
  viewer {
    account {
      id
      name
    }
    organizations(first: $first, after: $after) {
      nodes {
        position
        since
        organization {
          ...OrganizationHead
        }
      }
      pageInfo {
        ...PageEnds
      }
    }
    invitations {
      ...InvitationRow
    }
  }
}
    fragment PageEnds on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment OrganizationHead on Organization {
  id
  name
  displayName
}
fragment InvitationRow on OrganizationInvitation {
  id
  position
  email
  createdAt
  expiresAt
  organization {
    id
    name
  }
  account {
    id
    name
  }
  invitedBy {
    id
    name
  }
}`, {"hash":"sha256:fa67914943a193a0014b106325e44a303204080d1364abfd1407b851abeaf5e7"}) as unknown as TypedDocumentString<MyOrganizationsQuery, MyOrganizationsQueryVariables>;
export const OrganizationPageDocument = new TypedDocumentString(`
    query OrganizationPage($name: String!, $first: Int = 50, $after: String) {
  organization(name: $name) {
    ...OrganizationHead
    viewerPosition
    createdAt
    packages(first: $first, after: $after) {
      nodes {
        ...PackageCard
      }
      pageInfo {
        ...PageEnds
      }
    }
  }
}
    fragment PageEnds on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment PackageCard on Package {
  id
  name
  status
  summary
  license
  updatedAt
  latestRelease {
    id
    version
  }
}
fragment OrganizationHead on Organization {
  id
  name
  displayName
}`, {"hash":"sha256:e1af09e8308124933d8c4b4374d79d42eaadaf9dcc6d94f64a3a801e83e6237f"}) as unknown as TypedDocumentString<OrganizationPageQuery, OrganizationPageQueryVariables>;
export const OrganizationPeopleDocument = new TypedDocumentString(`
    query OrganizationPeople($name: String!, $first: Int = 50, $after: String) {
  organization(name: $name) {
    id
    viewerPosition
    members(first: $first, after: $after) {
      nodes {
        position
        since
        account {
          id
          name
          displayName
        }
      }
      pageInfo {
        ...PageEnds
      }
    }
    invitations {
      ...InvitationRow
    }
  }
}
    fragment PageEnds on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment InvitationRow on OrganizationInvitation {
  id
  position
  email
  createdAt
  expiresAt
  organization {
    id
    name
  }
  account {
    id
    name
  }
  invitedBy {
    id
    name
  }
}`, {"hash":"sha256:7d92b85ec52bce886a2e2e14c0c755fa369341abee30fbcb8fb39062269bd52a"}) as unknown as TypedDocumentString<OrganizationPeopleQuery, OrganizationPeopleQueryVariables>;
export const CreateOrganizationDocument = new TypedDocumentString(`
    mutation CreateOrganization($input: CreateOrganizationInput!) {
  createOrganization(input: $input) {
    __typename
    ... on OrganizationCreated {
      organization {
        ...OrganizationHead
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment OrganizationHead on Organization {
  id
  name
  displayName
}`, {"hash":"sha256:0e7b95bce2aec8a149781dc62f1d094f0162ae0cacd4fd8dafe13dc600f564e6"}) as unknown as TypedDocumentString<CreateOrganizationMutation, CreateOrganizationMutationVariables>;
export const EditOrganizationDocument = new TypedDocumentString(`
    mutation EditOrganization($input: UpdateOrganizationInput!) {
  updateOrganization(input: $input) {
    __typename
    ... on OrganizationUpdated {
      organization {
        ...OrganizationHead
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment OrganizationHead on Organization {
  id
  name
  displayName
}`, {"hash":"sha256:eee5d9c59d43ba1e57f995a54cf94e8aaf577313faef72800e8212153e9c4778"}) as unknown as TypedDocumentString<EditOrganizationMutation, EditOrganizationMutationVariables>;
export const DeleteOrganizationDocument = new TypedDocumentString(`
    mutation DeleteOrganization($input: DeleteOrganizationInput!) {
  deleteOrganization(input: $input) {
    __typename
    ... on OrganizationDeleted {
      name
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}`, {"hash":"sha256:975a865c90d728b17667687e3e9824baf8a9732b5a2d031f1d439888513807c3"}) as unknown as TypedDocumentString<DeleteOrganizationMutation, DeleteOrganizationMutationVariables>;
export const InviteMemberDocument = new TypedDocumentString(`
    mutation InviteMember($input: InviteMemberInput!) {
  inviteMember(input: $input) {
    __typename
    ... on MemberInvited {
      token
      invitation {
        ...InvitationRow
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment InvitationRow on OrganizationInvitation {
  id
  position
  email
  createdAt
  expiresAt
  organization {
    id
    name
  }
  account {
    id
    name
  }
  invitedBy {
    id
    name
  }
}`, {"hash":"sha256:7f5f36ac7ca6e7357463ddbf63efc4cbe95585b4bf2b1018ee46ff1a2cfe0140"}) as unknown as TypedDocumentString<InviteMemberMutation, InviteMemberMutationVariables>;
export const CancelInvitationDocument = new TypedDocumentString(`
    mutation CancelInvitation($input: CancelInvitationInput!) {
  cancelInvitation(input: $input) {
    __typename
    ... on InvitationCancelled {
      id
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}`, {"hash":"sha256:5eaf47d8aa72a24329ed576cab396c3466cb519460757bfbcdad07487553383f"}) as unknown as TypedDocumentString<CancelInvitationMutation, CancelInvitationMutationVariables>;
export const AcceptInvitationDocument = new TypedDocumentString(`
    mutation AcceptInvitation($input: AcceptInvitationInput!) {
  acceptInvitation(input: $input) {
    __typename
    ... on InvitationAccepted {
      organization {
        ...OrganizationHead
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment OrganizationHead on Organization {
  id
  name
  displayName
}`, {"hash":"sha256:d91cb4471ebeda60d5d96fb7dff50caa75f8908b33865a64d13538a443e8a716"}) as unknown as TypedDocumentString<AcceptInvitationMutation, AcceptInvitationMutationVariables>;
export const DeclineInvitationDocument = new TypedDocumentString(`
    mutation DeclineInvitation($input: DeclineInvitationInput!) {
  declineInvitation(input: $input) {
    __typename
    ... on InvitationDeclined {
      isDeclined
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}`, {"hash":"sha256:54b908f571fdccc397da29e44184ad48566e22b4fbd25c2d9230ac3419833b6b"}) as unknown as TypedDocumentString<DeclineInvitationMutation, DeclineInvitationMutationVariables>;
export const ChangeMemberDocument = new TypedDocumentString(`
    mutation ChangeMember($input: ChangeMemberInput!) {
  changeMember(input: $input) {
    __typename
    ... on MemberChanged {
      account
      position
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}`, {"hash":"sha256:9e7e1fc4ca8855c07043e72decc27a4640fc676ab40af75af2d81f9bea954c5b"}) as unknown as TypedDocumentString<ChangeMemberMutation, ChangeMemberMutationVariables>;
export const RemoveMemberDocument = new TypedDocumentString(`
    mutation RemoveMember($input: RemoveMemberInput!) {
  removeMember(input: $input) {
    __typename
    ... on MemberRemoved {
      account
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}`, {"hash":"sha256:ebd1b049a44f2959befa56f2e1e6a91ba26a8de809f91ac21c1c3f5522e0b100"}) as unknown as TypedDocumentString<RemoveMemberMutation, RemoveMemberMutationVariables>;
export const LeaveOrganizationDocument = new TypedDocumentString(`
    mutation LeaveOrganization($input: LeaveOrganizationInput!) {
  leaveOrganization(input: $input) {
    __typename
    ... on OrganizationLeft {
      name
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}`, {"hash":"sha256:a486fd11e62ee3166121582f4f60ac16a2af7433035d1164d12b8f16a12a4042"}) as unknown as TypedDocumentString<LeaveOrganizationMutation, LeaveOrganizationMutationVariables>;
export const PackagePageDocument = new TypedDocumentString(`
    query PackagePage($name: String!, $releases: Int = 50, $after: String) {
  package(name: $name) {
    ...PackageCard
    normalizedName
    statusReason
    createdAt
    keywords
    classifiers
    requiresPython
    collaborators {
      role
      account {
        id
        name
        displayName
      }
    }
    visibility
    readme
    links {
      kind
      label
      url
    }
    installCommands {
      pip
      uv
      poetry
      requirements
    }
    releases(first: $releases, after: $after) {
      nodes {
        id
        version
        createdAt
        isPrerelease
        isYanked
        yankedReason
      }
      pageInfo {
        ...PageEnds
      }
    }
  }
}
    fragment PageEnds on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment PackageCard on Package {
  id
  name
  status
  summary
  license
  updatedAt
  latestRelease {
    id
    version
  }
}`, {"hash":"sha256:425cc9503a0ed72e81124890a46ef3a7d855838c1994ebadf2db663aaa8f8a6b"}) as unknown as TypedDocumentString<PackagePageQuery, PackagePageQueryVariables>;
export const PackageRelationsDocument = new TypedDocumentString(`
    query PackageRelations($name: String!, $first: Int = 20, $after: String) {
  package(name: $name) {
    id
    dependencies {
      ...DependencyRow
    }
    dependents(first: $first, after: $after) {
      nodes {
        ...PackageCard
      }
      pageInfo {
        ...PageEnds
      }
    }
  }
}
    fragment PageEnds on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment PackageCard on Package {
  id
  name
  status
  summary
  license
  updatedAt
  latestRelease {
    id
    version
  }
}
fragment DependencyRow on Dependency {
  name
  requirement
  specifier
  marker
  extras
  package {
    id
    name
    summary
  }
}`, {"hash":"sha256:cc34919884e6d6a01f0210a70dafad936c5b48758598f4c2426a78bb04fcec69"}) as unknown as TypedDocumentString<PackageRelationsQuery, PackageRelationsQueryVariables>;
export const PackageDownloadsDocument = new TypedDocumentString(`
    query PackageDownloads($name: String!, $days: Int! = 30) {
  package(name: $name) {
    id
    downloads(days: $days) {
      ...DownloadFigures
    }
  }
}
    fragment DownloadFigures on Downloads {
  total
  byDay {
    date
    count
  }
  byVersion {
    name
    count
  }
  byInstaller {
    name
    count
  }
  byPythonVersion {
    name
    count
  }
}`, {"hash":"sha256:ce75f5fc0dbafcbb4128eeb6d34d55114832e40e8a0f75b8b9556ef7b15144a9"}) as unknown as TypedDocumentString<PackageDownloadsQuery, PackageDownloadsQueryVariables>;
export const PackageAccessDocument = new TypedDocumentString(`
    query PackageAccess($name: String!) {
  package(name: $name) {
    ...PackagePeople
  }
}
    fragment PackagePeople on Package {
  id
  viewerRole
  organization {
    id
    name
  }
  collaborators {
    role
    since
    account {
      id
      name
      displayName
    }
  }
}`, {"hash":"sha256:fbf7f3bd4edb01a73c900a5fd010ba28039043b943f2d2bd21d535080a5314a7"}) as unknown as TypedDocumentString<PackageAccessQuery, PackageAccessQueryVariables>;
export const AddCollaboratorDocument = new TypedDocumentString(`
    mutation AddCollaborator($input: AddCollaboratorInput!) {
  addCollaborator(input: $input) {
    __typename
    ... on CollaboratorAdded {
      package {
        ...PackagePeople
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment PackagePeople on Package {
  id
  viewerRole
  organization {
    id
    name
  }
  collaborators {
    role
    since
    account {
      id
      name
      displayName
    }
  }
}`, {"hash":"sha256:efe6b64c572c61cb592c8c55d3e46b07a32711120fd727f68060a5a468fe50d2"}) as unknown as TypedDocumentString<AddCollaboratorMutation, AddCollaboratorMutationVariables>;
export const ChangeCollaboratorDocument = new TypedDocumentString(`
    mutation ChangeCollaborator($input: ChangeCollaboratorInput!) {
  changeCollaborator(input: $input) {
    __typename
    ... on CollaboratorChanged {
      package {
        ...PackagePeople
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment PackagePeople on Package {
  id
  viewerRole
  organization {
    id
    name
  }
  collaborators {
    role
    since
    account {
      id
      name
      displayName
    }
  }
}`, {"hash":"sha256:c84c034f5297bd9d2271198499c029de629f4e5f5daea0de34a8b0460a16e05c"}) as unknown as TypedDocumentString<ChangeCollaboratorMutation, ChangeCollaboratorMutationVariables>;
export const RemoveCollaboratorDocument = new TypedDocumentString(`
    mutation RemoveCollaborator($input: RemoveCollaboratorInput!) {
  removeCollaborator(input: $input) {
    __typename
    ... on CollaboratorRemoved {
      package {
        ...PackagePeople
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment PackagePeople on Package {
  id
  viewerRole
  organization {
    id
    name
  }
  collaborators {
    role
    since
    account {
      id
      name
      displayName
    }
  }
}`, {"hash":"sha256:429b6c5954222147248c1401cefa00fba42d9e9e32257059fb427a03254dffe2"}) as unknown as TypedDocumentString<RemoveCollaboratorMutation, RemoveCollaboratorMutationVariables>;
export const ArchivePackageDocument = new TypedDocumentString(`
    mutation ArchivePackage($input: ArchivePackageInput!) {
  archivePackage(input: $input) {
    __typename
    ... on PackageArchived {
      package {
        ...PackageState
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment PackageState on Package {
  id
  name
  status
  statusReason
  visibility
}`, {"hash":"sha256:3e7eb8ba0de38fca5df8dbdab846f6fe0dce8807b421b83a7d62cafbfe5b0281"}) as unknown as TypedDocumentString<ArchivePackageMutation, ArchivePackageMutationVariables>;
export const DeprecatePackageDocument = new TypedDocumentString(`
    mutation DeprecatePackage($input: DeprecatePackageInput!) {
  deprecatePackage(input: $input) {
    __typename
    ... on PackageDeprecated {
      package {
        ...PackageState
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment PackageState on Package {
  id
  name
  status
  statusReason
  visibility
}`, {"hash":"sha256:85604bc3c8efdc46042d71cb0f83a0b43eb799a1cbbc770b9ae5945c12368367"}) as unknown as TypedDocumentString<DeprecatePackageMutation, DeprecatePackageMutationVariables>;
export const ReactivatePackageDocument = new TypedDocumentString(`
    mutation ReactivatePackage($input: ReactivatePackageInput!) {
  reactivatePackage(input: $input) {
    __typename
    ... on PackageReactivated {
      package {
        ...PackageState
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment PackageState on Package {
  id
  name
  status
  statusReason
  visibility
}`, {"hash":"sha256:2b74ff6e1e2e697757cb6bad6fbf30da915475bc05b2fa2f96bdd60f515a68a2"}) as unknown as TypedDocumentString<ReactivatePackageMutation, ReactivatePackageMutationVariables>;
export const DeletePackageDocument = new TypedDocumentString(`
    mutation DeletePackage($input: DeletePackageInput!) {
  deletePackage(input: $input) {
    __typename
    ... on PackageDeleted {
      name
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}`, {"hash":"sha256:976f0d86135240dcef5752efde2a7785704afeadccf26a00b2529276cf458b94"}) as unknown as TypedDocumentString<DeletePackageMutation, DeletePackageMutationVariables>;
export const SetVisibilityDocument = new TypedDocumentString(`
    mutation SetVisibility($input: SetPackageVisibilityInput!) {
  setPackageVisibility(input: $input) {
    __typename
    ... on PackageVisibilitySet {
      package {
        ...PackageState
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment PackageState on Package {
  id
  name
  status
  statusReason
  visibility
}`, {"hash":"sha256:40be41eb8ee1ce7561b9a13ed6a21c017ef61731704574d54c446d8ea280e7ff"}) as unknown as TypedDocumentString<SetVisibilityMutation, SetVisibilityMutationVariables>;
export const TransferPackageDocument = new TypedDocumentString(`
    mutation TransferPackage($input: TransferPackageInput!) {
  transferPackage(input: $input) {
    __typename
    ... on PackageTransferred {
      package {
        ...PackagePeople
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment PackagePeople on Package {
  id
  viewerRole
  organization {
    id
    name
  }
  collaborators {
    role
    since
    account {
      id
      name
      displayName
    }
  }
}`, {"hash":"sha256:7e5d19d1dfc7ff8722ca7e525548a340fcd3db6d9153525bc34bc0b4e677a6dd"}) as unknown as TypedDocumentString<TransferPackageMutation, TransferPackageMutationVariables>;
export const PackageChangesDocument = new TypedDocumentString(`
    subscription PackageChanges($name: String!, $afterSerial: BigInt) {
  packageEvents(name: $name, afterSerial: $afterSerial) {
    ...EventRow
  }
}
    fragment EventRow on Event {
  id
  serial
  at
  action
  packageName
  version
  filename
  actor {
    id
    name
  }
}`, {"hash":"sha256:0f9c83bba6073a483392be928dc75289aafaf70bbf00c00336e49d70a1ecae6a"}) as unknown as TypedDocumentString<PackageChangesSubscription, PackageChangesSubscriptionVariables>;
export const ProfileDocument = new TypedDocumentString(`
    query Profile {
  viewer {
    ...Me
    account {
      email
      createdAt
    }
  }
}
    fragment Me on Viewer {
  account {
    id
    name
    displayName
    isAdministrator
  }
  scopes
  boundTo
}`, {"hash":"sha256:01e83a53def327058415edf5c618ab33520045e6bdfb72231ac33a640718b451"}) as unknown as TypedDocumentString<ProfileQuery, ProfileQueryVariables>;
export const AccountPageDocument = new TypedDocumentString(`
    query AccountPage($name: String!, $first: Int = 50, $after: String) {
  account(name: $name) {
    id
    name
    displayName
    createdAt
    packages(first: $first, after: $after) {
      nodes {
        ...PackageCard
      }
      pageInfo {
        ...PageEnds
      }
    }
  }
}
    fragment PageEnds on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment PackageCard on Package {
  id
  name
  status
  summary
  license
  updatedAt
  latestRelease {
    id
    version
  }
}`, {"hash":"sha256:df37f5db6b7ef504db01ddf7b831b37ae3a2db42384f6b0b5a4fd6bb940830f2"}) as unknown as TypedDocumentString<AccountPageQuery, AccountPageQueryVariables>;
export const EditProfileDocument = new TypedDocumentString(`
    mutation EditProfile($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    __typename
    ... on ProfileUpdated {
      account {
        id
        name
        displayName
        email
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}`, {"hash":"sha256:5a933dd279389f6a75625e5e7c8aac502fd168748595de03e6b2ba931912c422"}) as unknown as TypedDocumentString<EditProfileMutation, EditProfileMutationVariables>;
export const ReleasePageDocument = new TypedDocumentString(`
    query ReleasePage($package: String!, $version: String!) {
  release(package: $package, version: $version) {
    id
    version
    createdAt
    isPrerelease
    isYanked
    yankedReason
    summary
    readme
    license
    keywords
    classifiers
    requiresPython
    author
    maintainer
    links {
      kind
      label
      url
    }
    dependencies {
      ...DependencyRow
    }
    entryPoints {
      group
      entryPoints {
        name
        value
      }
    }
    vulnerabilities {
      advisoryId
      aliases
      severity
      summary
      fixedIn
    }
    installCommands {
      pip
      uv
      poetry
      requirements
    }
    files {
      ...FileRow
      uploadedBy {
        id
        name
        displayName
      }
    }
    package {
      id
      name
      status
      statusReason
      viewerRole
    }
  }
}
    fragment FileRow on File {
  id
  filename
  packagetype
  size
  sha256
  url
  uploadedAt
  requiresPython
  isYanked
  yankedReason
  verification {
    state
  }
}
fragment DependencyRow on Dependency {
  name
  requirement
  specifier
  marker
  extras
  package {
    id
    name
    summary
  }
}`, {"hash":"sha256:a062b1710a5820a130fe20f61b660d5114878975e5e47e0bdd9ae8a48f64f68e"}) as unknown as TypedDocumentString<ReleasePageQuery, ReleasePageQueryVariables>;
export const FilePageDocument = new TypedDocumentString(`
    query FilePage($filename: String!) {
  file(filename: $filename) {
    ...FileRow
    metadataUrl
    hashes {
      algorithm
      value
    }
    tags {
      pythons
      abis
      platforms
      build
    }
    uploadedBy {
      id
      name
      displayName
    }
    release {
      id
      version
      package {
        id
        name
      }
    }
  }
}
    fragment FileRow on File {
  id
  filename
  packagetype
  size
  sha256
  url
  uploadedAt
  requiresPython
  isYanked
  yankedReason
  verification {
    state
  }
}`, {"hash":"sha256:a8fa6836c2d5bb5f09820a45e3fcacd10abcd50f453619a282d01296c5e69486"}) as unknown as TypedDocumentString<FilePageQuery, FilePageQueryVariables>;
export const YankReleaseDocument = new TypedDocumentString(`
    mutation YankRelease($input: YankReleaseInput!) {
  yankRelease(input: $input) {
    __typename
    ... on ReleaseYanked {
      release {
        ...ReleaseState
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment ReleaseState on Release {
  id
  version
  isYanked
  yankedReason
  files {
    id
    filename
    isYanked
    yankedReason
  }
}`, {"hash":"sha256:28c8e833a12c0a750f678478d92d653ccf40e158cb1c57862de8b4ae782dcfc9"}) as unknown as TypedDocumentString<YankReleaseMutation, YankReleaseMutationVariables>;
export const UnyankReleaseDocument = new TypedDocumentString(`
    mutation UnyankRelease($input: UnyankReleaseInput!) {
  unyankRelease(input: $input) {
    __typename
    ... on ReleaseUnyanked {
      release {
        ...ReleaseState
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment ReleaseState on Release {
  id
  version
  isYanked
  yankedReason
  files {
    id
    filename
    isYanked
    yankedReason
  }
}`, {"hash":"sha256:46cd02355a1be22aacbe8117c795bbc8ecffbd707f76eed4601034214512e9ff"}) as unknown as TypedDocumentString<UnyankReleaseMutation, UnyankReleaseMutationVariables>;
export const YankFileDocument = new TypedDocumentString(`
    mutation YankFile($input: YankFileInput!) {
  yankFile(input: $input) {
    __typename
    ... on FileYanked {
      file {
        ...FileRow
      }
    }
    ...Refusal
  }
}
    fragment FileRow on File {
  id
  filename
  packagetype
  size
  sha256
  url
  uploadedAt
  requiresPython
  isYanked
  yankedReason
  verification {
    state
  }
}
fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}`, {"hash":"sha256:5e270ff172f613f2726ea48b3a6e84e53a8bff87f1483fd0bc07e0c3bcb893fc"}) as unknown as TypedDocumentString<YankFileMutation, YankFileMutationVariables>;
export const UnyankFileDocument = new TypedDocumentString(`
    mutation UnyankFile($input: UnyankFileInput!) {
  unyankFile(input: $input) {
    __typename
    ... on FileUnyanked {
      file {
        ...FileRow
      }
    }
    ...Refusal
  }
}
    fragment FileRow on File {
  id
  filename
  packagetype
  size
  sha256
  url
  uploadedAt
  requiresPython
  isYanked
  yankedReason
  verification {
    state
  }
}
fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}`, {"hash":"sha256:29ee838f5844697c1d07a453b782f9e1961ba748fe9447d899c40cba3de4562b"}) as unknown as TypedDocumentString<UnyankFileMutation, UnyankFileMutationVariables>;
export const DeleteFileDocument = new TypedDocumentString(`
    mutation DeleteFile($input: DeleteFileInput!) {
  deleteFile(input: $input) {
    __typename
    ... on FileDeleted {
      release {
        ...ReleaseState
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment ReleaseState on Release {
  id
  version
  isYanked
  yankedReason
  files {
    id
    filename
    isYanked
    yankedReason
  }
}`, {"hash":"sha256:b618f6a9cd023f2353af70cc1dd8e1b76293cec684e1649bc58819d7f452f0b2"}) as unknown as TypedDocumentString<DeleteFileMutation, DeleteFileMutationVariables>;
export const DeleteReleaseDocument = new TypedDocumentString(`
    mutation DeleteRelease($input: DeleteReleaseInput!) {
  deleteRelease(input: $input) {
    __typename
    ... on ReleaseDeleted {
      package {
        ...PackageState
      }
    }
    ...Refusal
  }
}
    fragment Refusal on Problem {
  code
  message
  field
  retryAfter
}
fragment PackageState on Package {
  id
  name
  status
  statusReason
  visibility
}`, {"hash":"sha256:44b9488d1e90b5dbef24ac9d53bbd784c119ffac9c612bf3fa0d41110b45369c"}) as unknown as TypedDocumentString<DeleteReleaseMutation, DeleteReleaseMutationVariables>;
export const SearchDocument = new TypedDocumentString(`
    query Search($query: String!, $filter: PackageFilter, $first: Int = 20, $after: String) {
  search(query: $query, filter: $filter, first: $first, after: $after) {
    edges {
      nameHtml
      snippetHtml
      node {
        ...PackageCard
      }
    }
    suggestions
    pageInfo {
      ...PageEnds
    }
  }
}
    fragment PageEnds on PageInfo {
  hasNextPage
  hasPreviousPage
  startCursor
  endCursor
}
fragment PackageCard on Package {
  id
  name
  status
  summary
  license
  updatedAt
  latestRelease {
    id
    version
  }
}`, {"hash":"sha256:eb2711cb052b816db7f55dddc7409228dfcdf59e1d71a19a69fcad133580b8f4"}) as unknown as TypedDocumentString<SearchQuery, SearchQueryVariables>;
export const SearchFacetsDocument = new TypedDocumentString(`
    query SearchFacets($query: String!, $filter: PackageFilter) {
  search(query: $query, filter: $filter, first: 1) {
    totalCount
    facets {
      classifiers {
        ...Facet
      }
      licenses {
        ...Facet
      }
      pythons {
        ...Facet
      }
      entryPointGroups {
        ...Facet
      }
      owners {
        ...Facet
      }
    }
  }
}
    fragment Facet on FacetValue {
  value
  count
}`, {"hash":"sha256:ae1f54cde98dafb2a649a242215c71390863b150c7c30ddcc828707f17ec04cb"}) as unknown as TypedDocumentString<SearchFacetsQuery, SearchFacetsQueryVariables>;
