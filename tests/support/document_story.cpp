#include "tests/support/document_story.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <strings.h>

#include "tests/support/shown_json.hpp"

namespace ledger::support {
namespace {

/// What frames a message rather than says something; and what every answer has.
constexpr std::array<std::string_view, 5> framing{"Content-Length", "Connection", "Date",
                                                  "Cache-Control", "X-Request-Id"};

std::vector<std::string_view> lines_of(std::string_view text, std::string_view end) {
  std::vector<std::string_view> lines;
  while (!text.empty()) {
    lines.push_back(text.substr(0, text.find(end)));
    text.remove_prefix(std::min(text.size(), lines.back().size() + end.size()));
  }
  return lines;
}

bool is_same_name(std::string_view a, std::string_view b) {
  return a.size() == b.size() && ::strncasecmp(a.data(), b.data(), a.size()) == 0;
}

bool is_json(const HttpAnswer& answer) {
  const auto type = answer.header("Content-Type").value_or("");
  return type.starts_with("application/json") || type.starts_with("application/problem+json");
}

}  // namespace

Complaints DocumentStory::tell(const std::vector<DocumentExample>& examples,
                               const std::function<void()>& before_each) {
  for (const auto& example : examples) {
    before_each();
    tell(example);
  }
  return std::move(complaints_);
}

void DocumentStory::tell(const DocumentExample& example) {
  HttpAnswer answer;
  try {
    answer = ask(example.request);
  } catch (const std::runtime_error& failed) {
    return complain(example.request.start.number, failed.what());
  }
  const auto status = answer.head.substr(0, answer.head.find("\r\n"));
  if (status != example.answer.start.text) {
    return complain(example.answer.start.number, "the answer is " + status + " " + answer.body);
  }
  compare_headers(example.answer, answer);
  compare_body(example.answer, answer);
}

HttpAnswer DocumentStory::ask(const ShownMessage& request) const {
  std::string bytes = names_.real_text(request.start.text) + "\r\nHost: localhost\r\n";
  for (const auto& line : request.headers) bytes += names_.real_text(line.text) + "\r\n";
  const auto body = names_.real_text(request.body);
  if (!body.empty()) bytes += "Content-Length: " + std::to_string(body.size()) + "\r\n";
  bytes += "\r\n" + body;
  HttpClient client(port_);
  auto answer = client.ask(bytes, request.start.text.starts_with("HEAD "));
  if (!answer) throw std::runtime_error("the server did not answer");
  return *std::move(answer);
}

void DocumentStory::compare_headers(const ShownMessage& shown, const HttpAnswer& answer) {
  if (answer.header("Cache-Control") != "no-store") {
    complain(shown.start.number, "the answer may be kept by a cache");
  }
  std::vector<std::string> shown_names(framing.begin(), framing.end());
  for (const auto& line : shown.headers) {
    const auto header = read_header(line);
    shown_names.push_back(header.name);
    const auto real = answer.header(header.name);
    if (!real) {
      complain(line.number, "the answer has no header " + header.name);
    } else if (const auto differ = names_.compare(header.value, *real)) {
      complain(line.number, header.name + ": " + *differ);
    }
  }
  auto fields = lines_of(answer.head, "\r\n");
  fields.erase(fields.begin());
  for (const auto field : fields) {
    const auto name = field.substr(0, field.find(':'));
    if (std::ranges::none_of(shown_names, [&](auto& one) { return is_same_name(one, name); })) {
      complain(shown.start.number, "a header is not shown: " + std::string(field));
    }
  }
}

void DocumentStory::compare_body(const ShownMessage& shown, const HttpAnswer& answer) {
  const auto line = shown.body_line == 0 ? shown.start.number : shown.body_line;
  if (answer.body.empty() != shown.body.empty()) {
    complain(line, answer.body.empty() ? "the answer has no body"
                                       : "the answer has a body that is not shown: " + answer.body);
  } else if (is_json(answer)) {
    const auto differ = [&](std::size_t in_body, std::string what) {
      complain(line + in_body, std::move(what));
    };
    ShownJson(names_, shown.body, differ).compare(answer.body);
  } else {
    compare_lines(shown, answer.body);
  }
}

void DocumentStory::compare_lines(const ShownMessage& shown, std::string_view answer) {
  const auto real = lines_of(answer, "\n");
  auto next = real.begin();
  bool may_skip = false;
  auto number = shown.body_line;
  for (const auto line : lines_of(shown.body, "\n")) {
    if (line == "…") {
      may_skip = true;
    } else {
      const auto found = may_skip ? std::find(next, real.end(), line) : next;
      if (found == real.end() || *found != line) {
        return complain(number, "the answer has no such line there");
      }
      next = std::next(found);
      may_skip = false;
    }
    ++number;
  }
  if (next != real.end() && !may_skip) complain(number - 1, "the answer goes on");
}

void DocumentStory::complain(std::size_t line, std::string what) {
  complaints_.push_back({line, std::move(what)});
}

}  // namespace ledger::support
