"""The pictures of the documents, and how to draw them anew."""
