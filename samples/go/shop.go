package main

import "fmt"

type call struct {
	Type     string
	Livemode bool
	Data     order
}

type order struct {
	OrderID   string `json:"order_id"`
	AccountID string `json:"account_id"`
	Product   struct{ Quantity *int }
	Refund    struct{ Full bool }
}

type answer struct {
	code      int      // HTTP status
	Status    string   `json:"status,omitempty"`
	PaymentID string   `json:"payment_id,omitempty"`
	AccountID string   `json:"account_id,omitempty"`
	Error     *refusal `json:"error,omitempty"`
}

type refusal struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

func refuse(status int, code, message string) answer {
	return answer{code: status, Error: &refusal{code, message}}
}

func (s *state) activate(order order, live bool) answer {
	diamonds := 1
	if order.Product.Quantity != nil {
		diamonds = *order.Product.Quantity
	}
	known, found := s.Activations[order.OrderID]
	switch {
	case found && known.AccountID != order.AccountID:
		return refuse(409, "other_account", "the order was activated for account "+known.AccountID)
	case found && known.Revoked:
		return refuse(409, "refunded", "the order was refunded")
	case found:
		return answer{code: 200, Status: "already_activated", PaymentID: known.PaymentID, AccountID: known.AccountID}
	}
	if _, found := s.Accounts[order.AccountID]; !found {
		return refuse(404, "unknown_account", "there is no such account")
	}
	if s.Stock < diamonds {
		return answer{code: 202, Status: "pending"}
	}
	if live {
		s.Stock -= diamonds
		s.Accounts[order.AccountID] += diamonds
	}
	payment := fmt.Sprintf("A-%d", len(s.Activations)+1)
	s.Activations[order.OrderID] = activation{order.AccountID, payment, diamonds, false}
	return answer{code: 200, Status: "activated", PaymentID: payment, AccountID: order.AccountID}
}

func (s *state) revoke(order order, live bool) answer {
	known, found := s.Activations[order.OrderID]
	switch {
	case !order.Refund.Full:
		return refuse(422, "partial_refund", "decide by hand what to take back")
	case !found:
		return refuse(404, "unknown_order", "the order was never activated")
	case known.Revoked:
		return answer{code: 200, Status: "already_revoked"}
	case live && s.Accounts[known.AccountID] < known.Diamonds:
		return refuse(409, "already_spent", "the account has fewer diamonds than that")
	}
	if live {
		s.Stock += known.Diamonds
		s.Accounts[known.AccountID] -= known.Diamonds
	}
	known.Revoked = true
	s.Activations[order.OrderID] = known
	return answer{code: 200, Status: "revoked"}
}
