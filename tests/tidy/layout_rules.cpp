#include "tests/tidy/layout_rules.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace ledger::tidy {
namespace {

constexpr std::size_t lines_max = 400;
constexpr std::size_t columns_max = 100;

constexpr std::array<std::string_view, 6> files_at_top{
    "CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md", "dev", "docker-compose.yml"};
constexpr std::array<std::string_view, 5> folders_at_top{"docs", "events", "projections",
                                                         "services", "tests"};

template <typename Words>
bool contains(const Words& words, std::string_view word) {
  return std::ranges::find(words, word) != std::end(words);
}

bool is_measured(const SourceFile& file) {
  constexpr std::array<std::string_view, 5> exempt{".md", ".json", ".lock", ".png", ".tgz"};
  return std::ranges::none_of(exempt, [&](auto suffix) { return file.ends_with(suffix); }) &&
         file.path.find("/golden/") == std::string::npos && file.path != "LICENSE";
}

/// Code points, so that a dash costs one column.
std::size_t columns(std::string_view line) {
  return static_cast<std::size_t>(
      std::ranges::count_if(line, [](char c) { return (c & 0xC0) != 0x80; }));
}

bool is_letter(std::string_view text, std::size_t at) {
  return at < text.size() && std::isalnum(static_cast<unsigned char>(text[at])) != 0;
}

bool has_word(std::string_view line, std::string_view word) {
  for (std::size_t at = line.find(word); at != std::string_view::npos;
       at = line.find(word, at + 1)) {
    const bool starts = at == 0 || !is_letter(line, at - 1);
    if (starts && !is_letter(line, at + word.size())) return true;
  }
  return false;
}

/// One complaint for each line on which `says(line)` holds.
template <typename Says>
Complaints lines_where(const SourceFiles& files, std::string_view what, Says says) {
  Complaints complaints;
  for (const SourceFile& file : files) {
    const auto lines = lines_of(file.text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (says(lines[i])) complaints.push_back(complaint(file, i + 1, what));
    }
  }
  return complaints;
}

}  // namespace

Complaints strange_top_level(const SourceFiles& files) {
  Complaints complaints;
  std::set<std::string, std::less<>> found;
  for (const SourceFile& file : files) {
    const std::string name = file.path.substr(0, file.path.find('/'));
    const bool is_file = name == file.path;
    if (!found.insert(name).second || name.starts_with('.')) continue;
    const bool agreed = is_file ? contains(files_at_top, name) : contains(folders_at_top, name);
    if (!agreed) complaints.push_back(name + ":0: does not belong at the top");
  }
  for (const std::string_view name : files_at_top) {
    if (!found.contains(name))
      complaints.push_back(std::string(name) + ":0: is missing at the top");
  }
  return complaints;
}

Complaints nameless_folders(const SourceFiles& files) {
  constexpr std::array<std::string_view, 9> nameless{
      "common", "utils", "util", "helpers", "helper", "src", "include", "misc", "lib"};
  std::set<std::string> complaints;
  for (const SourceFile& file : files) {
    for (std::size_t start = 0, slash = file.path.find('/'); slash != std::string::npos;
         start = slash + 1, slash = file.path.find('/', start)) {
      if (contains(nameless, std::string_view(file.path).substr(start, slash - start))) {
        complaints.insert(file.path.substr(0, slash) + ":0: a folder is called by its noun");
      }
    }
  }
  return {complaints.begin(), complaints.end()};
}

Complaints oversized_text(const SourceFiles& files) {
  Complaints complaints;
  for (const SourceFile& file : files) {
    if (!is_measured(file)) continue;
    const auto lines = lines_of(file.text);
    if (lines.size() > lines_max) {
      complaints.push_back(complaint(file, lines.size(), "more than 400 lines"));
    }
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (columns(lines[i]) > columns_max) {
        complaints.push_back(complaint(file, i + 1, "more than 100 columns"));
      }
    }
  }
  return complaints;
}

Complaints silent_headers(const SourceFiles& files) {
  Complaints complaints;
  for (const SourceFile& file : files) {
    if (!file.ends_with(".hpp")) continue;
    const auto lines = lines_of(file.text);
    if (lines.empty() || lines[0] != "#pragma once") {
      complaints.push_back(complaint(file, 1, "a header begins with #pragma once"));
    }
    if (lines.size() < 2 || !lines[1].starts_with("// ")) {
      complaints.push_back(complaint(file, 2, "a header says first what it is"));
    }
  }
  return complaints;
}

// The words are written in halves, so that this file passes its own rules.
Complaints leftover_marks(const SourceFiles& files) {
  constexpr std::array<std::string_view, 4> marks{
      "TO"
      "DO",
      "FIX"
      "ME",
      "XX"
      "X",
      "HA"
      "CK"};
  return lines_where(files, "a mark for work left undone", [&](std::string_view line) {
    return std::ranges::any_of(marks, [&](std::string_view mark) { return has_word(line, mark); });
  });
}

Complaints machine_traces(const SourceFiles& files) {
  constexpr std::array<std::string_view, 10> traces{
      "/wo"
      "rk/",
      "/fa"
      "rm/",
      "/ho"
      "me/",
      "/tmp/ba"
      "sh_jobs",
      "deb.deb"
      "ian.org",
      "registry.np"
      "mjs",
      "registry.ya"
      "rnpkg",
      "repo1.ma"
      "ven",
      "repo.ma"
      "ven",
      "files.python"
      "hosted"};
  return lines_where(files, "holds on one machine alone", [&](std::string_view line) {
    return std::ranges::any_of(
        traces, [&](std::string_view trace) { return line.find(trace) != std::string_view::npos; });
  });
}

}  // namespace ledger::tidy
