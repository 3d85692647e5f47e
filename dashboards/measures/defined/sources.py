"""Where the definitions come from."""

PAPERS = "Children's Trust Board, report to the Health and Wellbeing Board, March 2023"
DEFINED = "The partnership's own definition of its figures"
