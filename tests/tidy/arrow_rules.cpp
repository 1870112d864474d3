#include "tests/tidy/arrow_rules.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>

namespace ledger::tidy {
namespace {

/// A room and its height: an arrow goes to a lower one. A concrete log is named only by main.
struct Room {
  std::string_view folder;
  unsigned height;
};

constexpr std::array<Room, 22> house{{{"events/token", 0},
                                      {"events/remote", 1},
                                      {"events/log", 1},
                                      {"events/embedded", 2},
                                      {"events/exported", 2},
                                      {"events/kafka", 2},
                                      {"events/followed", 2},
                                      {"projections", 3},
                                      {"services/http", 3},
                                      {"services/outgoing", 3},
                                      {"services/runtime", 4},
                                      {"services/usage", 4},
                                      {"services/access", 5},
                                      {"services/issuance", 6},
                                      {"services/verification", 6},
                                      {"services/signals", 6},
                                      {"services/feeds", 6},
                                      {"services/audit", 6},
                                      {"services/console", 6},
                                      {"services/cli", 6},
                                      {"services/webhooks", 7},
                                      {"services/tokenledger", 8}}};

struct Include {
  const SourceFile* from;
  std::size_t line;
  std::string path;
};

std::vector<Include> includes_of(const SourceFiles& files) {
  constexpr std::string_view opening = "#include \"";
  std::vector<Include> includes;
  for (const SourceFile& file : files) {
    // Examples stand outside the house: their readers take them away with them.
    if (!file.is_cpp() || file.path.starts_with("docs/examples/")) continue;
    const auto lines = lines_of(file.text);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      if (!lines[i].starts_with(opening)) continue;
      const std::string_view rest = lines[i].substr(opening.size());
      includes.push_back({&file, i + 1, std::string(rest.substr(0, rest.find('"')))});
    }
  }
  return includes;
}

std::string_view folder_of(std::string_view path) {
  const std::size_t slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view() : path.substr(0, slash);
}

const Room* room_of(std::string_view folder) {
  const auto room = std::ranges::find(house, folder, &Room::folder);
  return room == house.end() ? nullptr : &*room;
}

bool is_test(std::string_view folder) { return folder.starts_with("tests"); }

bool is_concrete_log(const Room& room) { return room.height == 2; }

std::optional<std::string_view> objection(std::string_view from, std::string_view to) {
  if (from == to) return std::nullopt;
  if (is_test(from)) {
    const bool is_shared = !is_test(to) || to == "tests/support";
    return is_shared ? std::nullopt : std::optional("tests share tests/support alone");
  }
  if (is_test(to)) return "the house does not know its tests";
  const Room* const upper = room_of(from);
  const Room* const lower = room_of(to);
  if (upper == nullptr || lower == nullptr) return "a room without a place in the house";
  if (upper->height <= lower->height) return "arrows go down only";
  if (is_concrete_log(*lower) && from != "services/tokenledger") {
    return "a concrete log is named only by main and tests";
  }
  return std::nullopt;
}

using Arrows = std::map<std::string_view, std::set<std::string_view>>;

/// The rooms from `start` back to `start`, or nothing.
std::vector<std::string_view> way_back(const Arrows& arrows, std::string_view start) {
  std::set<std::string_view> seen;
  std::vector<std::vector<std::string_view>> ways{{start}};
  while (!ways.empty()) {
    const auto way = std::move(ways.back());
    ways.pop_back();
    const auto next = arrows.find(way.back());
    if (next == arrows.end()) continue;
    for (const std::string_view room : next->second) {
      auto longer = way;
      longer.push_back(room);
      if (room == start) return longer;
      if (seen.insert(room).second) ways.push_back(std::move(longer));
    }
  }
  return {};
}

}  // namespace

Complaints lost_includes(const SourceFiles& files) {
  std::set<std::string_view> paths;
  for (const SourceFile& file : files) paths.insert(file.path);
  Complaints complaints;
  for (const Include& include : includes_of(files)) {
    if (paths.contains(include.path)) continue;
    complaints.push_back(
        complaint(*include.from, include.line, "no file of the tree has the path " + include.path));
  }
  return complaints;
}

Complaints upward_arrows(const SourceFiles& files) {
  Complaints complaints;
  for (const Include& include : includes_of(files)) {
    const std::string_view to = folder_of(include.path);
    if (const auto why = objection(include.from->folder(), to)) {
      complaints.push_back(complaint(*include.from, include.line,
                                     std::string(*why) + ", not to " + std::string(to)));
    }
  }
  return complaints;
}

Complaints room_cycles(const SourceFiles& files) {
  const auto includes = includes_of(files);
  Arrows arrows;
  for (const Include& include : includes) {
    const std::string_view from = include.from->folder();
    const std::string_view to = folder_of(include.path);
    if (from != to) arrows[from].insert(to);
  }
  Complaints complaints;
  for (const auto& [room, ignored] : arrows) {
    std::string text;
    for (const std::string_view step : way_back(arrows, room)) {
      text += (text.empty() ? "" : " -> ") + std::string(step);
    }
    if (!text.empty()) complaints.push_back(std::string(room) + ":0: a cycle: " + text);
  }
  return complaints;
}

}  // namespace ledger::tidy
