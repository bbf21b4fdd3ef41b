"""What is there to work with: findings about the installation, the settings and the machine, each with what to do."""
