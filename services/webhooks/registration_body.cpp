#include "services/webhooks/registration_body.hpp"

#include <algorithm>

#include "events/log/event_types.hpp"
#include "services/feeds/revocation_source.hpp"
#include "services/outgoing/url.hpp"

namespace ledger::webhooks {
namespace {

/// Far beyond any overlap that a policy may set, and far below what overflows a time.
constexpr std::uint64_t overlap_most = std::uint64_t{100} * 366 * 24 * 3600;

std::vector<std::string_view> types_of(token::WebhookFeed feed) {
  if (feed == token::WebhookFeed::revocations) {
    return {feeds::reason_texts.begin(), feeds::reason_texts.end()};
  }
  std::vector<std::string_view> types;
  for (const auto whole : log::event_types) {
    if (!whole.starts_with(log::webhook_type_prefix)) types.push_back(log::brief_type(whole));
  }
  return types;
}

std::string joined(const std::vector<std::string_view>& texts) {
  std::string text;
  for (const auto each : texts) text.append(text.empty() ? "" : ", ").append(each);
  return text;
}

void read_url(const http::JsonObject& body, const AddressPolicy& addresses, std::string& url) {
  if (!body.require("url")) return;
  const auto text = body.text("url");
  if (!text) return;
  const auto parsed = token::is_webhook_url(*text) ? outgoing::Url::parse(*text) : std::nullopt;
  if (!parsed) {
    body.refuse("url",
                "An address such as https://example.com/hook: visible ASCII, at most 2048 "
                "characters, no user and no fragment in it.");
  } else if (!parsed->is_tls && !addresses.allows_plain()) {
    body.refuse("url",
                "http:// reaches only what the setting webhooks.networks names, and it "
                "names nothing. Use https://.");
  }
  url = *text;
}

void read_types(const http::JsonObject& body, token::WebhookChoice& choice) {
  const auto texts = body.texts("types");
  if (!texts) return;
  const auto known = types_of(choice.feed);
  for (const auto text : *texts) {
    if (std::ranges::find(known, text) == known.end()) {
      return body.refuse("types", "There is no such type in this feed; there are " + joined(known) +
                                      ". Leave it out for all.");
    }
    choice.types.emplace_back(text);
  }
  std::ranges::sort(choice.types);
  const auto again = std::ranges::unique(choice.types);
  choice.types.erase(again.begin(), again.end());
}

}  // namespace

RegistrationBody read_registration(const http::JsonObject& body, const AddressPolicy& addresses) {
  RegistrationBody read;
  body.allow_only({"url", "feed", "types", "owners", "signing", "after"});
  read_url(body, addresses, read.url);
  if (const auto feed = body.text("feed")) {
    const auto found = std::ranges::find(log::webhook_feeds, *feed);
    if (found == log::webhook_feeds.end()) body.refuse("feed", "events or revocations.");
    if (*feed == "revocations") read.choice.feed = token::WebhookFeed::revocations;
  }
  read_types(body, read.choice);
  if (const auto owners = body.text("owners")) {
    read.choice.owners = *owners;
    if (owners->empty() || !token::is_owner_pattern(*owners)) {
      body.refuse("owners",
                  "An owner id, or the beginning of some and * behind it, such as "
                  "team-*. Leave it out for all, and for what concerns no owner.");
    }
  }
  if (const auto signing = body.text("signing")) {
    read.is_ed25519 = *signing == "ed25519";
    if (!read.is_ed25519 && *signing != "symmetric") {
      body.refuse("signing", "symmetric or ed25519.");
    }
  }
  if (const auto after = body.number("after")) read.after = token::Position(*after);
  return read;
}

token::ResumeWebhook read_resume(const http::JsonObject& body) {
  token::ResumeWebhook command;
  body.allow_only({"after"});
  if (const auto after = body.number("after")) command.after = token::Position(*after);
  return command;
}

std::chrono::seconds read_rotate(const http::JsonObject& body) {
  body.allow_only({"overlap"});
  const auto overlap = std::min(body.number("overlap").value_or(0), overlap_most);
  return std::chrono::seconds(overlap);
}

}  // namespace ledger::webhooks
