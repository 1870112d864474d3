#pragma once
// A file that a document shows whole: a fenced block whose first line is a comment with the file's
// name, `# /etc/nginx/nginx.conf`.

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace ledger::support {

/// The block of that file; throws std::runtime_error where there is none, or several.
[[nodiscard]] std::string recipe(const std::filesystem::path& document, std::string_view file);

/// `text` with each first replaced by its second, everywhere. Throws std::runtime_error where there
/// is nothing to replace: then the document has changed.
[[nodiscard]] std::string with_places(
    std::string text, const std::vector<std::pair<std::string, std::string>>& places);

}  // namespace ledger::support
