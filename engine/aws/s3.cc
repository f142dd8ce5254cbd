#include "engine/aws/s3.h"

#include <algorithm>
#include <array>
#include <memory>
#include <pugixml.hpp>
#include <utility>

#include "absl/strings/str_cat.h"
#include "engine/aws/uri.h"
#include "engine/core/hash.h"
#include "engine/core/strings.h"

namespace reg2graph {
namespace {

constexpr std::string_view kScheme = "s3://";
constexpr size_t kMaxWords = 600;

// No server needs more for a token, which is sent back in a URL.
constexpr size_t kMaxTokenBytes = 4096;
// Bounds of one listing, whose keys are kept in memory. A day's snapshot of every title for fifty years is
// one million keys; S3 fills a page with 1000, but may send pages with fewer or none.
constexpr size_t kMaxListedKeys = 1'000'000;
constexpr size_t kMaxPages = 10'000;
// Keys are kept as they are, line ends and blanks included.
constexpr unsigned kExactText = pugi::parse_escapes | pugi::parse_cdata | pugi::parse_ws_pcdata_single;

using Codes = std::array<std::string_view, 6>;

bool Contains(const Codes& codes, std::string_view code) {
  return !code.empty() && std::find(codes.begin(), codes.end(), code) != codes.end();
}

constexpr Codes kExpired = {"ExpiredToken", "ExpiredTokenException", "TokenRefreshRequired"};
constexpr Codes kPasses = {"SlowDown",       "InternalError", "ServiceUnavailable",
                           "RequestTimeout", "Throttling",    "RequestLimitExceeded"};
constexpr Codes kElsewhere = {"AuthorizationHeaderMalformed", "PermanentRedirect", "TemporaryRedirect",
                              "IllegalLocationConstraintException"};

// In the program's own words, for the codes that say how the run is set up; what S3 says of them may
// repeat what was signed.
std::string_view Words(std::string_view code) {
  if (code == "InvalidAccessKeyId") return "this access key's id is not known there";
  if (code == "SignatureDoesNotMatch") return "the secret access key does not belong to the access key's id";
  if (code == "InvalidToken") return "the session token is not valid there";
  if (code == "RequestTimeTooSkewed") return "the clocks of this machine and of S3 are too far apart";
  return {};
}

}  // namespace

absl::StatusOr<S3Location> ParseS3Uri(std::string_view uri) {
  const std::string_view rest = uri.starts_with(kScheme) ? uri.substr(kScheme.size()) : std::string_view();
  const bool is_arn = rest.starts_with("arn:");
  size_t slash = std::min(rest.find('/'), rest.size());
  // accesspoint/NAME
  if (is_arn && rest.substr(0, slash).ends_with(":accesspoint"))
    slash = std::min(rest.find('/', slash + 1), rest.size());
  const std::string_view bucket = rest.substr(0, slash);
  if (is_arn && !ParseAccessPoint(bucket)) {
    return absl::InvalidArgumentError(
        absl::StrCat(Absl(uri),
                     ": of ARNs only those of access points in one region are supported: "
                     "s3://arn:aws:s3:REGION:ACCOUNT:accesspoint/NAME/KEY"));
  }
  if (!is_arn && !IsBucketName(bucket)) {
    return absl::InvalidArgumentError(
        absl::StrCat(Absl(uri), ": not of the form s3://BUCKET/KEY or s3://BUCKET/PREFIX/"));
  }
  return S3Location{std::string(bucket), std::string(rest.substr(std::min(slash + 1, rest.size())))};
}

std::string S3Uri(const S3Location& location) {
  return absl::StrCat(Absl(kScheme), location.bucket, "/", location.key);
}

absl::StatusOr<S3Page> ParseS3Page(const std::string& xml) {
  pugi::xml_document document;
  const pugi::xml_parse_result result = document.load_buffer(xml.data(), xml.size(), kExactText);
  const pugi::xml_node list = document.child("ListBucketResult");
  if (!result || !list) return absl::InternalError("S3's list of objects is not XML of the expected form");
  const bool encoded = std::string_view(list.child_value("EncodingType")) == "url";
  S3Page page;
  for (const pugi::xml_node object : list.children("Contents")) {
    const std::string_view text = object.child_value("Key");
    std::string key = encoded ? FormDecode(text) : std::string(text);
    if (key.empty() || key.size() > kMaxS3KeyBytes) {
      return absl::InternalError(absl::StrCat("S3's list of objects has a key of ", key.size(),
                                              " bytes; 1 to ", kMaxS3KeyBytes, " are allowed"));
    }
    page.objects.push_back({std::move(key), object.child("Size").text().as_ullong()});
  }
  if (std::string_view(list.child_value("IsTruncated")) != "true") return page;
  page.next_token = list.child_value("NextContinuationToken");
  if (page.next_token.empty())
    return absl::InternalError("S3's list of objects is truncated, but has no continuation token");
  if (page.next_token.size() > kMaxTokenBytes) {
    return absl::InternalError(absl::StrCat("S3's list of objects has a continuation token of more than ",
                                            kMaxTokenBytes, " bytes"));
  }
  return page;
}

absl::Status ExplainS3Error(const HttpResponse& response, const std::string& name, bool* expired) {
  pugi::xml_document document;
  document.load_buffer(response.body.data(), response.body.size());
  const pugi::xml_node error = document.child("Error");
  const std::string code = error.child_value("Code");
  *expired = Contains(kExpired, code);
  const auto message = [&](std::string_view words) {
    return absl::StrCat(name, ": ", Absl(words), " (", code.empty() ? absl::StrCat(response.status) : code,
                        ")");
  };
  if (*expired) return absl::UnauthenticatedError(message("the session token has expired"));
  if (const std::string_view words = Words(code); !words.empty())
    return absl::UnauthenticatedError(message(words));
  if (Contains(kElsewhere, code) || response.status == 301 || response.status == 307) {
    const std::string region = error.child("Region") ? error.child_value("Region")
                                                     : std::string(response.Header("x-amz-bucket-region"));
    return absl::UnauthenticatedError(
        message(absl::StrCat("the request is signed for another region than the bucket's: set AWS_REGION",
                             region.empty() ? "" : "=", region)));
  }
  if (code == "NoSuchBucket") return absl::NotFoundError(message("there is no such bucket"));
  if (code == "NoSuchKey" || response.status == 404)
    return absl::NotFoundError(message("there is no such object"));
  std::string words(std::string_view(error.child_value("Message")).substr(0, kMaxWords));
  if (code == "AccessDenied" || response.status == 403) {
    // "Access Denied" alone is what S3 says across accounts.
    const bool says_why = words.size() > 20;
    return absl::PermissionDeniedError(message(
        says_why ? words : "access is refused; without s3:ListBucket also where there is no such object"));
  }
  if (words.empty()) words = absl::StrCat("S3 answers ", response.status);
  if (Contains(kPasses, code) || absl::IsUnavailable(StatusOf(response, name)))
    return absl::UnavailableError(message(words));
  return absl::FailedPreconditionError(message(words));
}

S3Client::S3Client(AwsConfig config, CredentialChain& credentials, HttpSession& session,
                   HttpRetryOptions retry)
    : config_(std::move(config)), credentials_(credentials), session_(session), retry_(std::move(retry)) {}

absl::StatusOr<S3Page> S3Client::ListPage(const S3Location& location, const std::string& token,
                                          size_t limit) {
  NamedValues query = {{"list-type", "2"}, {"prefix", location.key}};
  if (!token.empty()) query.emplace_back("continuation-token", token);
  if (limit < 1000) query.emplace_back("max-keys", absl::StrCat(limit));
  const absl::StatusOr<std::string> xml =
      FetchAll(session_, Resource({location.bucket, ""}, S3Uri(location), std::move(query)), retry_,
               kMaxControlAnswerBytes);
  if (!xml.ok()) return xml.status();
  return ParseS3Page(*xml);
}

absl::StatusOr<std::vector<S3Object>> S3Client::List(const S3Location& location, size_t limit) {
  const auto refuse = [&location](absl::string_view why) {
    return absl::FailedPreconditionError(absl::StrCat(S3Uri(location), ": ", why));
  };
  std::vector<S3Object> objects;
  StringSet tokens;
  std::string token;
  for (size_t pages = 0; pages < kMaxPages; ++pages) {
    absl::StatusOr<S3Page> page = ListPage(location, token, limit);
    if (!page.ok()) return page.status();
    std::move(page->objects.begin(), page->objects.end(), std::back_inserter(objects));
    token = std::move(page->next_token);
    if (token.empty() || objects.size() >= limit) {
      std::sort(objects.begin(), objects.end(),
                [](const S3Object& a, const S3Object& b) { return a.key < b.key; });
      return objects;
    }
    if (!tokens.insert(token).second) return refuse("the list of objects repeats a continuation token");
    if (objects.size() > kMaxListedKeys) {
      return refuse(absl::StrCat("there are more than ", kMaxListedKeys, " objects; name a narrower prefix"));
    }
  }
  return refuse(
      absl::StrCat("the list of objects has more than ", kMaxPages, " pages; name a narrower prefix"));
}

HttpResource S3Client::Object(const S3Location& location) { return Resource(location, S3Uri(location), {}); }

HttpResource S3Client::Resource(const S3Location& location, const std::string& name, NamedValues query) {
  const S3Address address = AddressOf(config_, location.bucket, location.key);
  HttpResource resource;
  resource.name = name;
  resource.url = address.origin + address.path;
  if (!query.empty()) resource.url += "?" + CanonicalQuery(query);
  resource.follow_redirects = false;  // the signature holds for this host alone

  auto used = std::make_shared<AwsCredentials>();
  SignedRequest request;
  request.path = address.path;
  request.query = std::move(query);
  request.payload_hash = HexSha256("");
  request.headers = {{"Host", address.host}, {"x-amz-content-sha256", request.payload_hash}};
  if (config_.requester_pays) request.headers.emplace_back("x-amz-request-payer", "requester");
  resource.prepare = [this, used, request,
                      region = address.region]() -> absl::StatusOr<std::vector<std::string>> {
    absl::StatusOr<AwsCredentials> credentials = credentials_.Get();
    if (!credentials.ok()) return credentials.status();
    *used = *std::move(credentials);
    std::vector<std::string> headers = SignatureHeaders(request, {region, "s3", absl::Now()}, *used);
    for (const auto& [header, value] : request.headers) headers.push_back(absl::StrCat(header, ": ", value));
    return headers;
  };
  resource.explain = [this, used, name](const HttpResponse& response) {
    bool expired = false;
    absl::Status status = ExplainS3Error(response, name, &expired);
    if (expired && credentials_.Renewable(*used)) return absl::UnavailableError(status.message());
    return status;
  };
  return resource;
}

}  // namespace reg2graph
