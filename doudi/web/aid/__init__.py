"""临时救助的页面：paying first or applying from a household's page, one aid with its next step, the list."""
