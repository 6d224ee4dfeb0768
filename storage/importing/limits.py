"""How much a file may hold: more than any honest list, little enough for a small machine."""

MEGABYTE = 2**20

MAX_BYTES = 50 * MEGABYTE
MAX_ROWS = 200_000
MAX_COLUMNS = 200
MAX_CELLS = 2_000_000
MAX_CELL = 32_767  # characters; what Excel itself allows
MAX_LINE = 1_000_000  # characters of a text file between two line ends

MAX_UNPACKED = 250 * MEGABYTE  # what a workbook may be when unpacked
MAX_MEMORY = 1024 * MEGABYTE  # address space of the process that opens a workbook
MAX_SECONDS = 20  # of processor, for the same
