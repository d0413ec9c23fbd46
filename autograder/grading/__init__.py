"""Grading many submissions side by side, without nbgrader: folders and archives in, reports and a table out."""
