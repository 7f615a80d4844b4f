// Generated from operations/ and ../schema.graphql by `npm run generate`; do not edit.
/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
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

/** What somebody is to a package. */
export type Role =
  /** Publishes and yanks releases. */
  | 'MAINTAINER'
  /** Decides: deletes, archives, names owners and maintainers. */
  | 'OWNER'
  /** Reads the package where it is private. */
  | 'READER';

/** How far the examination of a file has come. */
export type VerificationState =
  /** Nobody has looked into it yet. */
  | 'NOT_EXAMINED';

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

export type PageEndsFragment = { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null };

export type PackageCardFragment = { id: string, name: string, status: PackageStatus, summary: string | null, license: string | null, updatedAt: string | null, latestRelease: { id: string, version: string } | null };

export type FileRowFragment = { id: string, filename: string, packagetype: Packagetype, size: number, sha256: string, url: string, uploadedAt: string, requiresPython: string | null, isYanked: boolean, yankedReason: string | null, verification: { state: VerificationState } };

export type DependencyRowFragment = { name: string, requirement: string, specifier: string, marker: string | null, extras: Array<string>, package: { id: string, name: string, summary: string | null } | null };

export type DownloadFiguresFragment = { total: number, byDay: Array<{ date: string, count: number }>, byVersion: Array<{ name: string, count: number }>, byInstaller: Array<{ name: string, count: number }>, byPythonVersion: Array<{ name: string, count: number }> };

export type PackagePageQueryVariables = Exact<{
  name: string;
  releases?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type PackagePageQuery = { package: { normalizedName: string, statusReason: string | null, createdAt: string, keywords: Array<string>, classifiers: Array<string>, requiresPython: string | null, viewerRole: Role | null, id: string, name: string, status: PackageStatus, summary: string | null, license: string | null, updatedAt: string | null, collaborators: Array<{ role: Role, account: { id: string, name: string, displayName: string | null } | null }>, latestRelease: { id: string, version: string, readme: string | null, author: string | null, maintainer: string | null, links: Array<{ kind: LinkKind, label: string, url: string }>, dependencies: Array<{ name: string, requirement: string, specifier: string, marker: string | null, extras: Array<string>, package: { id: string, name: string, summary: string | null } | null }>, installCommands: { pip: string, uv: string, poetry: string, requirements: string } | null } | null, releases: { nodes: Array<{ id: string, version: string, createdAt: string, isPrerelease: boolean, isYanked: boolean, yankedReason: string | null, files: Array<{ id: string, filename: string, packagetype: Packagetype, size: number }> }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type PackageDependentsQueryVariables = Exact<{
  name: string;
  first?: number | null | undefined;
  after?: string | null | undefined;
}>;


export type PackageDependentsQuery = { package: { id: string, dependents: { nodes: Array<{ id: string, name: string, status: PackageStatus, summary: string | null, license: string | null, updatedAt: string | null, latestRelease: { id: string, version: string } | null }>, pageInfo: { hasNextPage: boolean, hasPreviousPage: boolean, startCursor: string | null, endCursor: string | null } } } | null };

export type PackageDownloadsQueryVariables = Exact<{
  name: string;
  days?: number;
}>;


export type PackageDownloadsQuery = { package: { id: string, downloads: { total: number, byDay: Array<{ date: string, count: number }>, byVersion: Array<{ name: string, count: number }>, byInstaller: Array<{ name: string, count: number }>, byPythonVersion: Array<{ name: string, count: number }> } } | null };

export type ReleasePageQueryVariables = Exact<{
  package: string;
  version: string;
}>;


export type ReleasePageQuery = { release: { id: string, version: string, createdAt: string, isPrerelease: boolean, isYanked: boolean, yankedReason: string | null, summary: string | null, readme: string | null, license: string | null, keywords: Array<string>, classifiers: Array<string>, requiresPython: string | null, author: string | null, maintainer: string | null, links: Array<{ kind: LinkKind, label: string, url: string }>, dependencies: Array<{ name: string, requirement: string, specifier: string, marker: string | null, extras: Array<string>, package: { id: string, name: string, summary: string | null } | null }>, entryPoints: Array<{ group: string, entryPoints: Array<{ name: string, value: string }> }>, installCommands: { pip: string, uv: string, poetry: string, requirements: string } | null, files: Array<{ id: string, filename: string, packagetype: Packagetype, size: number, sha256: string, url: string, uploadedAt: string, requiresPython: string | null, isYanked: boolean, yankedReason: string | null, verification: { state: VerificationState } }>, package: { id: string, name: string, status: PackageStatus, statusReason: string | null, viewerRole: Role | null } | null } | null };

export type FilePageQueryVariables = Exact<{
  filename: string;
}>;


export type FilePageQuery = { file: { metadataUrl: string | null, id: string, filename: string, packagetype: Packagetype, size: number, sha256: string, url: string, uploadedAt: string, requiresPython: string | null, isYanked: boolean, yankedReason: string | null, hashes: Array<{ algorithm: string, value: string }>, tags: { pythons: Array<string>, abis: Array<string>, platforms: Array<string>, build: string | null } | null, uploadedBy: { id: string, name: string, displayName: string | null } | null, release: { id: string, version: string, package: { id: string, name: string } | null } | null, verification: { state: VerificationState } } | null };

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
    viewerRole
    collaborators {
      role
      account {
        id
        name
        displayName
      }
    }
    latestRelease {
      id
      version
      readme
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
      installCommands {
        pip
        uv
        poetry
        requirements
      }
    }
    releases(first: $releases, after: $after) {
      nodes {
        id
        version
        createdAt
        isPrerelease
        isYanked
        yankedReason
        files {
          id
          filename
          packagetype
          size
        }
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
}`, {"hash":"sha256:170a5cf2179f0c77fc0f7fd9f77dcc7991b8626e02bcaffa2fdf4820e563e425"}) as unknown as TypedDocumentString<PackagePageQuery, PackagePageQueryVariables>;
export const PackageDependentsDocument = new TypedDocumentString(`
    query PackageDependents($name: String!, $first: Int = 20, $after: String) {
  package(name: $name) {
    id
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
}`, {"hash":"sha256:6b3f9c5353542416d8dee02cf0aa9cf30a8173163ffc5f5cb83bd90d0cc5d399"}) as unknown as TypedDocumentString<PackageDependentsQuery, PackageDependentsQueryVariables>;
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
    installCommands {
      pip
      uv
      poetry
      requirements
    }
    files {
      ...FileRow
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
}`, {"hash":"sha256:d97c8156d9dea69770a9083977172fa4c7750e781c1b87d59936cf6dbba0f233"}) as unknown as TypedDocumentString<ReleasePageQuery, ReleasePageQueryVariables>;
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
