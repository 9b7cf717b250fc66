"""Model → what a person reads: HTML, terminal, JSON, CSV and XLSX.

Computes nothing; each writer loads its library when it is called.
"""
