"""A literate audit of children and young people who go missing."""
