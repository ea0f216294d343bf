"""Packages: measures, money and wishes in; sets of measures with what they do, a proven bound and its margin out."""
