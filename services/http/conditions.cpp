#include "services/http/conditions.hpp"

#include <algorithm>

#include <boost/beast/core/string.hpp>

namespace ledger::http {
namespace {

constexpr std::string_view if_match = "If-Match";
constexpr std::string_view if_none_match = "If-None-Match";
constexpr std::string_view if_unmodified_since = "If-Unmodified-Since";

/// `invalid-if-match` and its like.
Problem refuse(std::string_view name, std::string detail) {
  std::string type = "invalid-" + std::string(name);
  std::ranges::transform(type, type.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return make_problem(400, std::move(type), "Bad request", std::move(detail));
}

Problem malformed_condition(std::string_view name) {
  return refuse(name, "Send entity tags in " + std::string(name) +
                          " as ETag gave them, such as \"3\", with commas between, or * alone.");
}

void skip(std::string_view& rest, std::string_view these) {
  rest.remove_prefix(std::min(rest.find_first_not_of(these), rest.size()));
}

/// Takes one entity tag (RFC 9110 §8.8.3) from the front; empty: there is none.
std::string_view take_tag(std::string_view& rest) {
  const std::size_t open = rest.starts_with("W/") ? 2 : 0;
  if (rest.size() <= open || rest[open] != '"') return {};
  const std::size_t close = rest.find('"', open + 1);
  if (close == rest.npos) return {};
  const auto tag = rest.substr(0, close + 1);
  if (tag.find_first_of(" \t") != tag.npos) return {};
  rest.remove_prefix(tag.size());
  return tag;
}

/// False: this is no list of entity tags.
bool take_line(std::string_view line, std::vector<std::string_view>& tags) {
  for (skip(line, " \t,"); !line.empty(); skip(line, " \t,")) {
    const auto tag = take_tag(line);
    if (tag.empty()) return false;
    tags.push_back(tag);
    skip(line, " \t");
    if (!line.empty() && line.front() != ',') return false;
  }
  return true;
}

std::string_view opaque(std::string_view tag) {
  if (tag.starts_with("W/")) tag.remove_prefix(2);
  return tag;
}

std::optional<Problem> tags_problem(const Request& request, std::string_view name, bool is_taken) {
  if (request.count(name) == 0) return std::nullopt;
  if (!is_taken) {
    return refuse(
        name, "There is no entity tag that this could match. Leave " + std::string(name) + " out.");
  }
  auto tags = read_tags(request, name);
  if (auto* problem = std::get_if<Problem>(&tags)) return std::move(*problem);
  return std::nullopt;
}

}  // namespace

std::variant<std::optional<TagList>, Problem> read_tags(const Request& request,
                                                        std::string_view name) {
  TagList list;
  std::size_t lines = 0;
  for (const HeaderField& field : request.headers()) {
    if (field.name.size() != name.size() ||
        !boost::beast::iequals({field.name.data(), field.name.size()}, {name.data(), name.size()}))
      continue;
    ++lines;
    if (field.value == "*") {
      list.any = true;
    } else if (!take_line(field.value, list.tags)) {
      return malformed_condition(name);
    }
  }
  if (lines == 0) return std::optional<TagList>();
  // `*` is not one of a list.
  if (list.any ? lines > 1 : list.tags.empty()) return malformed_condition(name);
  return std::optional<TagList>(std::move(list));
}

bool matches_weakly(const TagList& list, std::string_view tag) noexcept {
  return list.any || std::ranges::any_of(list.tags, [tag](std::string_view each) {
           return opaque(each) == opaque(tag);
         });
}

std::optional<Problem> conditions_problem(const Request& request, Conditions taken) {
  if (auto problem = tags_problem(request, if_match, taken != Conditions::none)) return problem;
  if (auto problem = tags_problem(request, if_none_match, taken == Conditions::read)) {
    if (taken == Conditions::change) problem->detail = "A change takes If-Match alone. Send that.";
    return problem;
  }
  using boost::beast::http::verb;
  const bool is_read = request.method == verb::get || request.method == verb::head;
  if (!is_read && request.count(if_unmodified_since) != 0) {
    return refuse(if_unmodified_since, "Nothing here has a modification date. Send If-Match.");
  }
  return std::nullopt;
}

}  // namespace ledger::http
