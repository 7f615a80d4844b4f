"""GraphiQL, served from here: a page for people, and nothing that comes from elsewhere."""

from devsper_registry.graphql.graphiql.page import FILES, page

__all__ = ["FILES", "page"]
