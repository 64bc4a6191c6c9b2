// Command inventory forwards stock changes from Kafka to its subscribers.
package main

import (
	"context"
	"errors"
	"net/http"
	"os"
	"os/signal"

	"github.com/gorilla/websocket"
	"github.com/klauspost/compress/zstd"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"github.com/segmentio/kafka-go"
	"go.uber.org/zap"
	"golang.org/x/sync/errgroup"
)

func main() {
	log := zap.Must(zap.NewProduction())
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	reader := kafka.NewReader(kafka.ReaderConfig{
		Brokers: []string{os.Getenv("KAFKA_BROKER")},
		GroupID: "inventory",
		Topic:   "stock",
	})
	decoder, err := zstd.NewReader(nil)
	if err != nil {
		log.Fatal("no decoder", zap.Error(err))
	}
	defer decoder.Close()
	events := make(chan []byte, 256)
	upgrader := websocket.Upgrader{}
	http.HandleFunc("/events", func(w http.ResponseWriter, r *http.Request) {
		socket, err := upgrader.Upgrade(w, r, nil)
		if err != nil {
			return
		}
		defer socket.Close()
		for event := range events {
			if socket.WriteMessage(websocket.TextMessage, event) != nil {
				return
			}
		}
	})
	http.Handle("/metrics", promhttp.Handler())
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return http.ListenAndServe("127.0.0.1:8080", nil) })
	group.Go(func() error {
		for {
			message, err := reader.ReadMessage(ctx)
			if err != nil {
				return err
			}
			event, err := decoder.DecodeAll(message.Value, nil)
			if err != nil {
				continue
			}
			events <- event
		}
	})
	if err := group.Wait(); !errors.Is(err, context.Canceled) {
		log.Fatal("stopped", zap.Error(err))
	}
}
