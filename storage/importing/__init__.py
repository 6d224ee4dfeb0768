"""Spreadsheets in: a file becomes a sheet, a sheet becomes people or shifts, and each row gets its verdict."""
