#include "services/access/page_site.hpp"

namespace ledger::access {
namespace {

using boost::beast::http::verb;

/// Between token and secret; neither has one.
constexpr char separator = '.';

bool changes_nothing(verb method) { return method == verb::get || method == verb::head; }

http::Problem foreign_page() {
  return http::make_problem(
      403, "foreign-page", "Foreign page",
      "This request comes from a page of another origin, or does not say where from: by cookie "
      "only the server's own page may change something. Use the page; a program uses a token in "
      "the Authorization header. Behind a proxy, server.public_url must be the address that people "
      "see.");
}

std::string_view trimmed(std::string_view text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
  while (text.ends_with(' ') || text.ends_with('\t')) text.remove_suffix(1);
  return text;
}

}  // namespace

PageSite::PageSite(std::optional<http::Origin> public_url)
    : own_(std::move(public_url)), is_secure_(own_ && own_->is_https) {}

std::string PageSite::give_cookie(const token::TokenId& token,
                                  const token::SessionSecret& secret) const {
  std::string text(cookie_name());
  text.append("=").append(to_text(token)).append(1, separator).append(secret.reveal());
  text.append("; Path=/; HttpOnly; SameSite=Strict");
  if (is_secure_) text.append("; Secure");
  return text;
}

std::string PageSite::take_cookie() const {
  std::string text(cookie_name());
  text.append("=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
  if (is_secure_) text.append("; Secure");
  return text;
}

PageSite::Sent PageSite::find_cookie(const http::Request& request, std::string_view& value) const {
  auto sent = Sent::no;
  for (const auto& field : request.headers()) {
    if (field.name.size() != 6 || !boost::beast::iequals(field.name, "Cookie")) continue;
    auto rest = field.value;
    while (!rest.empty()) {
      const auto end = rest.find(';');
      const auto pair = trimmed(rest.substr(0, end));
      rest.remove_prefix(end == rest.npos ? rest.size() : end + 1);
      const auto equals = pair.find('=');
      if (equals == pair.npos || trimmed(pair.substr(0, equals)) != cookie_name()) continue;
      if (sent == Sent::once) return Sent::repeatedly;
      sent = Sent::once;
      value = trimmed(pair.substr(equals + 1));
    }
  }
  return sent;
}

std::optional<SessionCookie> PageSite::read_cookie(std::string_view value) {
  const auto at = value.find(separator);
  if (at == value.npos) return std::nullopt;
  const auto token = token::TokenId::parse(value.substr(0, at));
  const auto digest = token::digest_of_session(value.substr(at + 1));
  if (!token || !digest) return std::nullopt;
  return SessionCookie{*token, *digest};
}

std::optional<http::Problem> PageSite::refusal_of(const http::Request& request) const {
  if (changes_nothing(request.method)) return std::nullopt;
  if (http::sender_of(request, own_) != http::FromPage::own) return foreign_page();
  if (request.count(console_header) == 1 && request.header(console_header) == "1") {
    return std::nullopt;
  }
  return http::make_problem(403, "console-header-missing", "Console header missing",
                            "By cookie, what may change something is sent with the header "
                            "Ledger-Console: 1, which no form of another page can send.");
}

std::optional<http::Problem> PageSite::refusal_of_sign_in(const http::Request& request) const {
  if (http::sender_of(request, own_) == http::FromPage::foreign) return foreign_page();
  return std::nullopt;
}

}  // namespace ledger::access
