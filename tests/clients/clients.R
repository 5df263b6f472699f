# What R reads: CSV in both dialects, JSON, NDJSON and Excel, and SDMX with rsdmx; each adds up to the same sum.
suppressPackageStartupMessages(library(rsdmx))
site <- commandArgs(trailingOnly = TRUE)[[1]]
cube <- function(suffix, more = "") paste0(site, "/v1/aggregates/funding-rounds", suffix, "?group_by=region,year&measures=sum&year=2019:2024", more)
wanted <- sum(read.csv(cube(".csv"))$sum)
same <- function(client, found) {
  if (!isTRUE(all.equal(found, wanted))) stop(client, " adds up to ", found, ", not ", wanted)
  cat(" ", client, "\n")
}
there <- function(package) requireNamespace(package, quietly = TRUE)

same("R", wanted)
if (there("readr")) {
  same("readr", sum(readr::read_csv(cube(".csv"), show_col_types = FALSE)$sum))
  belgian <- suppressMessages(readr::read_csv2(cube(".csv", "&csv_dialect=excel-be"), show_col_types = FALSE))
  same("readr, Belgian dialect", sum(belgian$sum))
}
if (there("data.table")) same("data.table", sum(data.table::fread(cube(".csv"), showProgress = FALSE)$sum))
if (there("jsonlite")) {
  same("jsonlite", sum(jsonlite::fromJSON(cube(""))$items$sum))
  same("jsonlite, NDJSON", sum(jsonlite::stream_in(url(cube(".ndjson")), verbose = FALSE)$sum))
}
if (there("readxl")) {
  file <- tempfile(fileext = ".xlsx")
  download.file(cube(".xlsx"), file, quiet = TRUE, mode = "wb")
  same("readxl", sum(readxl::read_excel(file)$sum))
}

# rsdmx itself warns about conditions that are longer than one.
read <- function(path) suppressWarnings(suppressMessages(as.data.frame(readSDMX(paste0(site, "/sdmx/2.1/", path)))))
totals <- read("data/FUNDING/A.BE1+BE2+BE3+UNK._T.SUM/all/?startPeriod=2019&endPeriod=2024")
same("rsdmx", sum(totals$obsValue))
flows <- read("dataflow/all/all/latest/")
stopifnot(setequal(flows$id, c("FUNDING", "EXITS", "UNICORNS", "OBSERVATIONS")), all(nzchar(flows$Name.nl)))
lists <- suppressWarnings(readSDMX(paste0(site, "/sdmx/2.1/datastructure/all/FUNDING/latest/?references=children")))
geo <- as.data.frame(slot(lists, "codelists"), codelistId = "CL_GEO")
stopifnot("Vlaams Gewest" %in% geo$label.nl)
cat("  rsdmx, structures\n")
