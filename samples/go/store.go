package main

import (
	"encoding/json"
	"errors"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"sync"
	"syscall"
)

// store keeps the whole state in one file: enough for some thousand orders. With a database, `update` is a
// transaction, whose first statement inserts the order_id, which is unique.
type store struct {
	mutex sync.Mutex
	path  string
	lock  *os.File // held for as long as it is open
	state state
}

type state struct {
	Stock       int
	Accounts    map[string]int
	Activations map[string]activation // by order_id
}

type activation struct {
	AccountID, PaymentID string
	Diamonds             int
	Revoked              bool
}

func open(path string) *store {
	// A second process would know nothing of what this one gives.
	lock, err := os.OpenFile(path+".lock", os.O_CREATE|os.O_RDWR, 0o600)
	must(err)
	must(syscall.Flock(int(lock.Fd()), syscall.LOCK_EX|syscall.LOCK_NB))

	s := &store{path: path, lock: lock, state: state{1000, map[string]int{"12345": 0, "23456": 0}, map[string]activation{}}}
	contents, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return s
	}
	must(err)
	must(json.Unmarshal(contents, &s.state))
	return s
}

// update lets one change at a time be made, and answers when it is on the disk. If that fails the shop stops: the
// agent asks again, and after a restart the file says what was done.
func (s *store) update(change func(*state) answer) answer {
	s.mutex.Lock()
	defer s.mutex.Unlock()
	answer := change(&s.state)
	contents, err := json.Marshal(s.state)
	must(err)
	file, err := os.Create(s.path + ".new")
	must(err)
	_, err = file.Write(contents)
	must(err)
	must(file.Sync())
	must(file.Close())
	must(os.Rename(s.path+".new", s.path))
	folder, err := os.Open(filepath.Dir(s.path))
	must(err)
	must(folder.Sync())
	must(folder.Close())
	return answer
}

func must(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
