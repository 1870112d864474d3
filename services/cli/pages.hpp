#pragma once
// Verbs that print pages: one, or with --all each to the last, as they come. As a table, or as JSON
// of the server's form; --all joins its pages into one.

#include <functional>

#include "services/cli/json.hpp"
#include "services/cli/table.hpp"
#include "services/cli/verb.hpp"

namespace ledger::cli {

struct PageOptions : CallOptions {
  std::optional<unsigned> limit;
  std::string cursor;
  bool all = false;
};

void add_page_options(CLI::App& verb, PageOptions& options);

struct Pages {
  std::string path;
  std::vector<std::pair<std::string, std::string>> parameters;  ///< not yet encoded
  std::string member;                                           ///< of the answer: the array
  Row header;
  std::function<Row(const JsonValue&)> row;
};

[[nodiscard]] Answer<ExitStatus> print_pages(const PageOptions& options, const Pages& pages);

}  // namespace ledger::cli
