// A shop that sells diamonds through tribute-agent. How to start it: README.md.
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log"
	"math"
	"net/http"
	"os"
	"strconv"
	"strings"
	"time"
)

func verify(key []byte, header http.Header, body []byte) *answer {
	timestamp := header.Get("webhook-timestamp")
	mac := hmac.New(sha256.New, key)
	fmt.Fprintf(mac, "%s.%s.%s", header.Get("webhook-id"), timestamp, body)
	expected := "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
	fits := false
	for _, signature := range strings.Split(header.Get("webhook-signature"), " ") {
		fits = fits || hmac.Equal([]byte(signature), []byte(expected))
	}
	if !fits {
		refused := refuse(401, "bad_signature", "the signature does not fit")
		return &refused
	}
	seconds, _ := strconv.ParseInt(timestamp, 10, 64)
	if math.Abs(float64(time.Now().Unix()-seconds)) > 5*60 {
		refused := refuse(401, "clock", "the timestamp is more than 5 minutes off")
		return &refused
	}
	return nil
}

func handle(store *store, key []byte, header http.Header, body []byte) answer {
	if refused := verify(key, header, body); refused != nil {
		return *refused
	}
	var call call
	if err := json.Unmarshal(body, &call); err != nil {
		return refuse(400, "malformed", err.Error())
	}
	switch call.Type {
	case "shop.test":
		return answer{code: 200, Status: "ok"}
	case "order.activate":
		return store.update(func(s *state) answer { return s.activate(call.Data, call.Livemode) })
	case "order.refunded":
		return store.update(func(s *state) answer { return s.revoke(call.Data, call.Livemode) })
	}
	return refuse(400, "unsupported_type", "only order.activate, order.refunded and shop.test")
}

func environment(name, otherwise string) string {
	if value := os.Getenv(name); value != "" {
		return value
	}
	return otherwise
}

func main() {
	key, err := base64.StdEncoding.DecodeString(strings.TrimPrefix(os.Getenv("TRIBUTE_SECRET"), "whsec_"))
	if err != nil || len(key) < 24 {
		log.Fatal("TRIBUTE_SECRET is not whsec_ and the base64 of at least 24 bytes")
	}
	store := open(environment("DATABASE", "shop.json"))
	http.HandleFunc("/tribute", func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			http.Error(w, "POST only", http.StatusMethodNotAllowed)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, 1<<20)) // the raw bytes, as they were signed
		if err != nil {
			http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
			return
		}
		answer := handle(store, key, r.Header, body)
		w.Header().Set("content-type", "application/json")
		w.WriteHeader(answer.code)
		json.NewEncoder(w).Encode(answer)
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+environment("PORT", "8000"), nil))
}
