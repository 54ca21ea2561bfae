"""A leader signs many results in one sitting, in a running demo."""
