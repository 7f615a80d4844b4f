"""The frontend's door: GraphQL over HTTP, its guards, its subscriptions, and GraphiQL."""
