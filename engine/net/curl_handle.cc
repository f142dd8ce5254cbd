#include "engine/net/curl_handle.h"

#include <curl/curl.h>

#include <string>

#include "engine/net/http_text.h"

namespace reg2graph {
namespace {

// A container gets certificates as text in a variable, since it has no file of its own.
void SetAuthorities(void* easy, const std::string& ca_file) {
  if (ca_file.empty()) return;
  if (ca_file.find("-----BEGIN") == std::string::npos) {
    curl_easy_setopt(easy, CURLOPT_CAINFO, ca_file.c_str());
    return;
  }
  std::string text = ca_file;
  curl_blob blob{text.data(), text.size(), CURL_BLOB_COPY};
  curl_easy_setopt(easy, CURLOPT_CAINFO_BLOB, &blob);
}

}  // namespace

void FreeCurlEasy::operator()(void* easy) const { curl_easy_cleanup(easy); }
void FreeCurlList::operator()(curl_slist* list) const { curl_slist_free_all(list); }

std::string TransferError(int code, const char* detail) {
  if (code == CURLE_SEND_FAIL_REWIND) return "the connection was closed before it answered";
  std::string text = *detail != '\0' ? detail : curl_easy_strerror(static_cast<CURLcode>(code));
  if (IsUntrusted(code) && text.find("certificate problem") != std::string::npos) {
    text +=
        "; name the certificates of an authority of your own with --ca-file (Neo4j) or AWS_CA_BUNDLE "
        "(sources)";
  }
  return text;
}

bool IsUntrusted(int code) {
  return code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CACERT_BADFILE ||
         code == CURLE_SSL_ISSUER_ERROR;
}

CurlList NewHeaderList(const std::vector<std::string>& headers) {
  curl_slist* list = curl_slist_append(nullptr, "Expect:");
  for (const std::string& header : headers) list = curl_slist_append(list, header.c_str());
  return CurlList(list);
}

void SetConnection(void* easy, const std::string& url, const std::string& user_agent,
                   const std::string& ca_file, std::chrono::milliseconds connect_timeout) {
  curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl_easy_setopt(easy, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
  curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(easy, CURLOPT_TCP_NODELAY, 1L);
  curl_easy_setopt(easy, CURLOPT_TCP_KEEPALIVE, 1L);
  curl_easy_setopt(easy, CURLOPT_PATH_AS_IS, 1L);
  curl_easy_setopt(easy, CURLOPT_BUFFERSIZE, 256L << 10);
  curl_easy_setopt(easy, CURLOPT_USERAGENT, user_agent.c_str());
  curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(connect_timeout.count()));
  SetAuthorities(easy, ca_file);
  if (IsLoopbackUrl(url)) curl_easy_setopt(easy, CURLOPT_PROXY, "");
}

}  // namespace reg2graph
