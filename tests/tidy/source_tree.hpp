#pragma once
// The files of the project as the house rules see them: a path from the top and the text. Build
// output, data and hidden version-control folders are not part of it. A rule is a function from
// files to complaints, so that it can be tried on made-up files as well as on the real ones.

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace ledger::tidy {

struct SourceFile {
  std::string path;  ///< from the top, with '/'
  std::string text;

  /// The folder: "events/token" of "events/token/ids.hpp", empty for a file at the top.
  [[nodiscard]] std::string_view folder() const noexcept;
  [[nodiscard]] bool ends_with(std::string_view suffix) const noexcept;
  /// Whether it is C++.
  [[nodiscard]] bool is_cpp() const noexcept;
};

using SourceFiles = std::vector<SourceFile>;
/// Each is "path:line: what is wrong"; none means that the rule holds.
using Complaints = std::vector<std::string>;

/// Reads every file below `top`, in order of path; throws std::filesystem::filesystem_error.
[[nodiscard]] SourceFiles read_source_files(const std::filesystem::path& top);

[[nodiscard]] std::string complaint(const SourceFile& file, std::size_t line,
                                    std::string_view what);

/// Splits at '\n'; the views are into `text`.
[[nodiscard]] std::vector<std::string_view> lines_of(std::string_view text);

}  // namespace ledger::tidy
