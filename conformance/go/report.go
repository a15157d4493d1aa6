// What the Go drivers share: runs an SDK's calls and prints how each went, one line a call.
package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"reflect"
	"regexp"
	"strconv"
	"strings"
)

var (
	baseURL = os.Getenv("DUBASH_URL")
	key     = os.Getenv("DUBASH_KEY")
	secret  = os.Getenv("DUBASH_SECRET")
)

// want names fields of a result (`a.0.b` goes inside) and what they must be: a value, or a
// func(any) bool.
type want map[string]any

func say(name, verdict, detail string) {
	detail = strings.Join(strings.Fields(detail), " ")
	if len(detail) > 300 {
		detail = detail[:300]
	}
	fmt.Printf("call\t%s\t%s\t%s\n", name, verdict, detail)
}

// call runs act and compares its result, as JSON, with what is expected.
func call(name string, act func() (any, error), expected want) (result map[string]any) {
	defer func() {
		if trouble := recover(); trouble != nil {
			say(name, "differs", fmt.Sprint(trouble))
		}
	}()
	value, err := act()
	if err != nil {
		say(name, "differs", describe(err))
		return nil
	}
	plain := decode(value)
	result, _ = plain.(map[string]any)
	for field, wanted := range expected {
		found := inside(plain, field)
		if check, ok := wanted.(func(any) bool); ok {
			if !check(found) {
				say(name, "differs", fmt.Sprintf("%s is %v", field, found))
				return result
			}
		} else if !reflect.DeepEqual(found, decode(wanted)) {
			say(name, "differs", fmt.Sprintf("%s is %v, not %v", field, found, wanted))
			return result
		}
	}
	say(name, "works", "")
	return result
}

// refused expects an error that has all of words in it.
func refused(name string, act func() (any, error), words ...string) {
	result, err := act()
	if err == nil {
		say(name, "differs", fmt.Sprintf("was not refused: %v", decode(result)))
		return
	}
	text := describe(err)
	for _, word := range words {
		if !strings.Contains(text, word) {
			say(name, "differs", text)
			return
		}
	}
	say(name, "works", "")
}

func describe(err error) string {
	if full, ok := err.(interface{ Body() []byte }); ok {
		return fmt.Sprintf("%T %v: %s", err, err, full.Body())
	}
	return fmt.Sprintf("%T: %v", err, err)
}

func decode(value any) any {
	text, err := json.Marshal(value)
	if err != nil {
		return nil
	}
	var plain any
	if json.Unmarshal(text, &plain) != nil {
		return nil
	}
	return plain
}

func inside(value any, field string) any {
	for _, part := range strings.Split(field, ".") {
		switch at := value.(type) {
		case map[string]any:
			value = at[part]
		case []any:
			index, err := strconv.Atoi(part)
			if err != nil || index >= len(at) {
				return nil
			}
			value = at[index]
		default:
			return nil
		}
	}
	return value
}

func text(value map[string]any, field string) string {
	found, _ := inside(value, field).(string)
	return found
}

func present(value any) bool { return value != nil && value != "" }

func oneOf(words ...any) func(any) bool {
	return func(value any) bool {
		for _, word := range words {
			if word == value {
				return true
			}
		}
		return false
	}
}

// control asks one of Dubash's test controls.
func control(path string, body map[string]any) map[string]any {
	sent, _ := json.Marshal(body)
	request, _ := http.NewRequest("POST", baseURL+"/sandbox/"+path, bytes.NewReader(sent))
	request.SetBasicAuth(key, secret)
	request.Header.Set("content-type", "application/json")
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		panic(err)
	}
	defer answer.Body.Close()
	var result map[string]any
	if err := json.NewDecoder(answer.Body).Decode(&result); err != nil || answer.StatusCode != 200 {
		panic(fmt.Sprintf("/sandbox/%s: %d %v", path, answer.StatusCode, result))
	}
	return result
}

// pay pays an order as its customer and returns the payment; outcome may be empty. A payment that
// fails is reported, and the calls after it go on.
func pay(order, method, outcome string) map[string]any {
	defer func() {
		if trouble := recover(); trouble != nil {
			say("the customer's payment", "differs", fmt.Sprint(trouble))
		}
	}()
	body := map[string]any{"order": order, "method": method}
	if outcome != "" {
		body["outcome"] = outcome
	}
	return control("pay", body)
}

// browse is what a browser gets that opens a page or, with a form, sends it.
func browse(address string, form url.Values) (string, string, error) {
	var answer *http.Response
	var err error
	if form == nil {
		answer, err = http.Get(address)
	} else {
		answer, err = http.PostForm(address, form)
	}
	if err != nil {
		return "", "", err
	}
	defer answer.Body.Close()
	page, err := io.ReadAll(answer.Body)
	return answer.Request.URL.String(), string(page), err
}

var (
	input = regexp.MustCompile(`<input[^>]*>`)
	named = regexp.MustCompile(`name="([^"]*)"`)
	value = regexp.MustCompile(`value="([^"]*)"`)
)

// fields are the inputs of a page's form, by name.
func fields(page string) url.Values {
	found := url.Values{}
	for _, tag := range input.FindAllString(page, -1) {
		name, content := named.FindStringSubmatch(tag), value.FindStringSubmatch(tag)
		if name != nil && content != nil {
			found.Set(name[1], content[1])
		}
	}
	return found
}

// rewriter sends what an SDK asks of its gateway's host to Dubash, under `prefix`.
type rewriter struct {
	prefix string
	next   http.RoundTripper
}

func (r rewriter) RoundTrip(request *http.Request) (*http.Response, error) {
	target, err := url.Parse(baseURL)
	if err != nil {
		return nil, err
	}
	if request.URL.Host == target.Host {
		return r.next.RoundTrip(request)
	}
	sent := request.Clone(request.Context())
	sent.URL.Scheme, sent.URL.Host, sent.Host = target.Scheme, target.Host, target.Host
	sent.URL.Path = r.prefix + sent.URL.Path
	return r.next.RoundTrip(sent)
}
