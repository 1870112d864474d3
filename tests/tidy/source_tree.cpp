#include "tests/tidy/source_tree.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>

namespace ledger::tidy {
namespace {

bool is_left_out(const std::filesystem::path& folder, const std::filesystem::path& top) {
  const std::string name = folder.filename().string();
  if (name == "node_modules" || name == "__pycache__") return true;
  constexpr std::array at_top{".git", "build", "data", ".cache"};
  return folder.parent_path() == top && std::ranges::find(at_top, name) != at_top.end();
}

std::string read_text(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::string_view SourceFile::folder() const noexcept {
  const std::size_t slash = path.rfind('/');
  return slash == std::string::npos ? std::string_view() : std::string_view(path).substr(0, slash);
}

bool SourceFile::ends_with(std::string_view suffix) const noexcept {
  return std::string_view(path).ends_with(suffix);
}

bool SourceFile::is_cpp() const noexcept { return ends_with(".cpp") || ends_with(".hpp"); }

SourceFiles read_source_files(const std::filesystem::path& top) {
  SourceFiles files;
  std::filesystem::recursive_directory_iterator entry(top);
  for (; entry != std::filesystem::recursive_directory_iterator(); ++entry) {
    if (entry->is_directory()) {
      if (is_left_out(entry->path(), top)) entry.disable_recursion_pending();
    } else if (entry->is_regular_file() && entry->path() != top / ".git") {
      files.push_back(
          {entry->path().lexically_relative(top).generic_string(), read_text(entry->path())});
    }
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

std::string complaint(const SourceFile& file, std::size_t line, std::string_view what) {
  return file.path + ":" + std::to_string(line) + ": " + std::string(what);
}

std::vector<std::string_view> lines_of(std::string_view text) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

}  // namespace ledger::tidy
