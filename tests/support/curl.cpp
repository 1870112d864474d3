#include "tests/support/curl.hpp"

#include <algorithm>
#include <sstream>

#include "tests/support/client_program.hpp"

namespace ledger::support {
namespace {

std::string lower(std::string text) {
  std::ranges::transform(text, text.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return text;
}

}  // namespace

std::string CurlAnswer::field(const std::string& name) const {
  std::istringstream lines(head);
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    const auto colon = line.find(':');
    if (colon == line.npos || lower(line.substr(0, colon)) != lower(name)) continue;
    const auto value = line.find_first_not_of(' ', colon + 1);
    return value == line.npos ? "" : line.substr(value);
  }
  return "";
}

bool CurlAnswer::shows(const std::string& line) const {
  return ("\n" + lower(body)).find("\n" + lower(line) + "\n") != std::string::npos;
}

CurlAnswer Curl::get(const std::string& target, const std::vector<std::string>& options) const {
  const std::string end = "\n--end--";
  std::vector<std::string> words{
      "-sk",          "-i",
      "--noproxy",    "*",
      "--max-time",   "20",
      "--connect-to", "api.example.com::127.0.0.1:" + std::to_string(port_),
      "-w",           end + "%{http_code} %{http_version}"};
  words.insert(words.end(), options.begin(), options.end());
  words.push_back(scheme_ + "://api.example.com" + target);
  const auto ended = run_piped("/usr/bin/curl", words, {});
  CurlAnswer answer;
  const auto at = ended.out.rfind(end);
  if (at == std::string::npos) return answer;
  std::istringstream(ended.out.substr(at + end.size())) >> answer.status >> answer.version;
  auto text = ended.out.substr(0, at);
  // Interim answers (100) come before.
  auto body = text.find("\r\n\r\n");
  while (body != text.npos && text.starts_with("HTTP/1.1 100")) {
    text.erase(0, body + 4);
    body = text.find("\r\n\r\n");
  }
  answer.head = text.substr(0, body);
  if (body != text.npos) answer.body = text.substr(body + 4);
  return answer;
}

}  // namespace ledger::support
