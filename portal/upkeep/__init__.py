"""Running the portal: news and maintenance told to everybody, whether all is whole."""
