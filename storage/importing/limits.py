"""How much a file may hold: more than any honest list, little enough for a small machine."""

MEGABYTE = 2**20

MAX_BYTES = 50 * MEGABYTE
MAX_ROWS = 200_000
MAX_LINES = 1_048_576  # rows, filled or empty; what Excel itself has
MAX_COLUMNS = 200
MAX_CELLS = 1_500_000  # that say something
MAX_WIDTH = 16_384  # columns, filled or empty; what Excel itself has
MAX_AREA = 10_000_000  # cells, filled or empty
MAX_CELL = 32_767  # characters; what Excel itself allows
MAX_LINE = 1_000_000  # characters of a text file between two line ends

MAX_SAID = 300  # characters in a cell that says something about a person
MAX_LISTED = 20  # phones, tags or roles of one person

MAX_UNPACKED = 150 * MEGABYTE  # what a workbook may be when unpacked
MAX_TEXT = 50 * MEGABYTE  # what its list may be, as text
MAX_MEMORY = 280 * MEGABYTE  # address space of the process that opens a workbook
MAX_SECONDS = 4  # of processor, for the same
