// What a newcomer may try, each valid for the schema as it stands (tests validate and run them).
globalThis.registryExamples = [
  {
    title: "What is new",
    query: `query WhatIsNew {
  version
  stats {
    packages
    releases
    files
  }
  packages(first: 10, orderBy: { field: UPDATED_AT, direction: DESC }) {
    nodes {
      name
      summary
      updatedAt
      latestRelease {
        version
      }
    }
  }
}
`,
  },
  {
    title: "Search, with what to narrow it down by",
    query: `query Search {
  search(query: "http", first: 10) {
    totalCount
    suggestions
    edges {
      nameHtml
      snippetHtml
      node {
        name
        latestRelease {
          version
        }
      }
    }
    facets {
      classifiers {
        value
        count
      }
      licenses {
        value
        count
      }
    }
  }
}
`,
  },
  {
    title: "A package and its releases",
    query: `query Package {
  package(name: "demo") {
    name
    status
    summary
    links {
      label
      url
    }
    collaborators {
      role
      account {
        name
      }
    }
    installCommands {
      pip
      uv
    }
    releases(first: 10) {
      nodes {
        version
        createdAt
        isYanked
      }
    }
  }
}
`,
  },
  {
    title: "The files of a release, with their hashes",
    query: `query Files {
  release(package: "demo", version: "1.0") {
    version
    requiresPython
    files {
      filename
      size
      sha256
      url
      tags {
        pythons
        abis
        platforms
      }
    }
  }
}
`,
  },
  {
    title: "Who needs a package",
    query: `query Dependents {
  package(name: "demo") {
    dependencies {
      requirement
    }
    dependents(first: 10) {
      nodes {
        name
      }
    }
  }
}
`,
  },
  {
    title: "Plugins of another program",
    query: `query Plugins {
  packages(first: 20, filter: { entryPointGroup: "pytest11" }) {
    nodes {
      name
      summary
    }
  }
}
`,
  },
  {
    title: "Downloads by day and installer",
    query: `query Downloads {
  package(name: "demo") {
    downloads(days: 30) {
      total
      byDay {
        date
        count
      }
      byInstaller {
        name
        count
      }
    }
  }
}
`,
  },
  {
    title: "What happened lately",
    query: `query Events {
  events(first: 20) {
    nodes {
      at
      action
      packageName
      version
      filename
    }
  }
}
`,
  },
  {
    title: "Follow what happens to a package",
    query: `subscription Follow {
  packageEvents(name: "demo") {
    at
    action
    version
    filename
    actor {
      name
    }
  }
}
`,
  },
  {
    title: "Who you are (needs a key)",
    query: `query Me {
  viewer {
    account {
      name
    }
    scopes
    packages(first: 20) {
      nodes {
        name
        viewerRole
      }
    }
    apiKeys(first: 20) {
      nodes {
        name
        hint
        state
        lastUsedAt
      }
    }
  }
}
`,
  },
  {
    title: "Create a key for a build (needs a key)",
    query: `mutation CreateKey {
  createApiKey(input: { name: "ci", scopes: [PUBLISH], packages: ["demo"] }) {
    ... on ApiKeyCreated {
      secret
      apiKey {
        id
        hint
      }
    }
    ... on Problem {
      code
      message
    }
  }
}
`,
  },
];
