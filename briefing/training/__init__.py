"""Making and measuring models: data, vocabulary, training, export, evaluation. Nothing else imports this."""
