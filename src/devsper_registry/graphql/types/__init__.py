"""The types of the schema, one noun a file, each made `of` a row."""
